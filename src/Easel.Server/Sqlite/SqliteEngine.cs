using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Easel.Server.Sqlite;

/// <summary>
/// Chooses the SQLite library: the newer of the bundled one and the system's. The bundled build of some packages lacks
/// usleep and fdatasync, so a reader beside the writer can cost it whole seconds; the system's gets security fixes.
/// </summary>
internal static class SqliteEngine
{
    private static readonly Lazy<string> Chosen = new(Choose);

    /// <summary>The version in use, for the log.</summary>
    public static string Version => Chosen.Value;

    private static string Choose()
    {
        var assembly = typeof(SQLite3Provider_e_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(assembly, static (name, assembly, path) =>
            name == "e_sqlite3" ? Newest(assembly, path) : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    private static IntPtr Newest(Assembly assembly, DllImportSearchPath? path)
    {
        NativeLibrary.TryLoad("e_sqlite3", assembly, path, out var bundled);
        NativeLibrary.TryLoad("libsqlite3.so.0", out var system);
        return VersionOf(system) > VersionOf(bundled) ? system : bundled;
    }

    private static unsafe int VersionOf(IntPtr library) =>
        library != IntPtr.Zero && NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function)
            ? ((delegate* unmanaged<int>)function)()
            : 0;
}
