namespace Easel.Server.Sqlite;

/// <summary>What the store says to the operator.</summary>
internal static partial class SqliteLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "SQLite {Version}, {File}")]
    public static partial void Opened(this ILogger log, string version, string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} writes failed {Moment} the commit point")]
    public static partial void WritesFailed(this ILogger log, Exception failure, int count, string moment);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database could not be reopened; it is tried again soon")]
    public static partial void NotRecovered(this ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The file could not be written anew to erase what was deleted")]
    public static partial void CompactionFailed(this ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "An erasure is not finished; the next start goes on with it")]
    public static partial void ErasureNotFinished(this ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint failed; the log file keeps what it could not copy")]
    public static partial void CheckpointFailed(this ILogger log, Exception failure);
}
