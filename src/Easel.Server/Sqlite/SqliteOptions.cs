using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Sqlite;

/// <summary>Limits of the SQLite store.</summary>
public sealed class SqliteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Sqlite";

    /// <summary>Writes made durable by one sync. Bounds how long the first of them waits for the last.</summary>
    [Range(1, 100_000)] public int BatchMax { get; set; } = 1_024;

    /// <summary>Writes that may wait for the writer; the next one is refused as too much.</summary>
    [Range(1, 10_000_000)] public int QueueMax { get; set; } = 100_000;

    /// <summary>
    /// Commits in the journal before they are moved to their documents. Memory and start-up time follow it.
    /// </summary>
    [Range(1, 1_000_000)] public int TailCommits { get; set; } = 2_048;

    /// <summary>Bytes of those commits.</summary>
    [Range(1_024, 1 << 30)] public long TailBytes { get; set; } = 2 << 20;

    /// <summary>Bytes moved from the journal to documents in one transaction, at least.</summary>
    [Range(1_024, 1 << 30)] public long ShelfStepBytes { get; set; } = 64 * 1_024;

    /// <summary>
    /// Pages written before the log file is copied into the database file. More: fewer and longer stalls.
    /// </summary>
    [Range(100, 1_000_000)] public int CheckpointPages { get; set; } = 4_000;

    /// <summary>Documents kept in memory by the store (their heads, journalled commits and key filters).</summary>
    [Range(1, 10_000_000)] public int DocumentsMax { get; set; } = 10_000;

    /// <summary>Read connections kept open.</summary>
    [Range(1, 1_000)] public int ReadersMax { get; set; } = 8;
}
