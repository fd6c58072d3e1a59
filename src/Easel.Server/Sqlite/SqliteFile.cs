using System.Buffers.Binary;

namespace Easel.Server.Sqlite;

/// <summary>
/// How the database file is opened. What is set here is read back: a setting that did not take would lose data.
/// </summary>
internal static class SqliteFile
{
    private const int BusyTimeoutMs = 5_000;
    private static readonly string[] NetworkFileSystems =
        ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "fuse.sshfs", "9p", "afs"];

    /// <summary>Makes or migrates the file and gives its epoch.</summary>
    /// <exception cref="UnsafeStorageException">It must not be used.</exception>
    public static string Prepare(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        Directory.CreateDirectory(folder);
        var format = new DriveInfo(folder).DriveFormat;
        if (NetworkFileSystems.Contains(format))
        {
            throw new UnsafeStorageException(
                $"{folder} is on a network file system ({format}), where SQLite loses data. Use a local disk.");
        }

        SqliteSchema.RefuseNewer(SchemaOf(file));
        using var db = OpenWriter(file);
        SqliteSchema.Migrate(db);
        return db.Scalar("SELECT value FROM folder WHERE name = 'epoch'")!;
    }

    /// <summary>
    /// The schema that the file header names, read without opening the database: a newer one stays as it is.
    /// </summary>
    private static int SchemaOf(string file)
    {
        const int UserVersionOffset = 60; // SQLite file format, section 1.3
        Span<byte> version = stackalloc byte[sizeof(int)];
        if (!File.Exists(file)) return 0;
        using var header = File.OpenRead(file);
        header.Position = UserVersionOffset;
        return header.ReadAtLeast(version, version.Length, throwOnEndOfStream: false) == version.Length
            ? BinaryPrimitives.ReadInt32BigEndian(version)
            : 0;
    }

    /// <summary>
    /// The connection that writes. What the log file holds is first copied into the database and synced: after a failed
    /// sync the system may show pages that are not on the disk, and this finds out before anyone relies on them.
    /// </summary>
    public static SqliteConnection OpenWriter(string file)
    {
        var db = SqliteConnection.Open(file, writable: true);
        try
        {
            db.Execute($"PRAGMA busy_timeout = {BusyTimeoutMs}");
            Expect(db, "journal_mode = wal", "wal", "the file system does not support it");
            db.Execute("PRAGMA synchronous = FULL; PRAGMA cache_size = -16384");
            Expect(db, "synchronous", "2", "commits would not survive a power cut");
            // Only this connection checkpoints, when it says so.
            db.Execute("PRAGMA wal_autocheckpoint = 0");
            if (!db.Checkpoint(truncate: true))
                throw new UnsafeStorageException($"{file} is in use by another process.");
            return db;
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads.</summary>
    public static SqliteConnection OpenReader(string file)
    {
        var db = SqliteConnection.Open(file, writable: false);
        db.Execute($"PRAGMA busy_timeout = {BusyTimeoutMs}; PRAGMA wal_autocheckpoint = 0");
        db.Execute("PRAGMA query_only = ON; PRAGMA cache_size = -4096");
        return db;
    }

    private static void Expect(SqliteConnection db, string setting, string value, string otherwise)
    {
        var actual = db.Scalar($"PRAGMA {setting}");
        if (actual != value) throw new UnsafeStorageException($"SQLite answers {actual} to {setting}: {otherwise}.");
    }
}
