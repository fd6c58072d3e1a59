using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Easel.Server.Sqlite;

/// <summary>
/// Brings a database file to the schema of this server: embedded scripts in order, each in a transaction of its own
/// with the version that it leads to. A newer file is refused untouched.
/// </summary>
internal static class SqliteSchema
{
    private const string Prefix = "Easel.Server.Sqlite.Migrations.";

    private const string Feed = $"{Prefix}0002_feed.sql";

    private static readonly List<string> Scripts =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Migrates, and makes the folder's epoch if it has none.</summary>
    /// <exception cref="UnsafeStorageException">The file belongs to a newer server.</exception>
    public static void Migrate(SqliteConnection db)
    {
        var version = int.Parse(db.Scalar("PRAGMA user_version")!, CultureInfo.InvariantCulture);
        RefuseNewer(version);
        foreach (var script in Scripts.Skip(version))
        {
            db.Execute("BEGIN IMMEDIATE");
            db.Execute(Read(script));
            if (script == Feed) FeedMigration.Run(db);
            db.Execute($"PRAGMA user_version = {++version}");
            db.Execute("COMMIT");
        }

        var epoch = RandomNumberGenerator.GetHexString(16, lowercase: true);
        db.Prepare("INSERT OR IGNORE INTO folder VALUES ('epoch', ?)").Bind(epoch).Run();
    }

    /// <exception cref="UnsafeStorageException">The schema belongs to a newer server.</exception>
    public static void RefuseNewer(int version)
    {
        if (version <= Scripts.Count) return;
        throw new UnsafeStorageException(
            $"The data folder has schema {version}, this server knows {Scripts.Count}. "
            + "Start the newer Easel, or restore a backup.");
    }

    private static string Read(string script)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Starting would put data at risk. The message says why, and what to do.</summary>
public sealed class UnsafeStorageException(string message) : Exception(message);
