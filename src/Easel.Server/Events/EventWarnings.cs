namespace Easel.Server.Events;

/// <summary>What the event log says to the operator.</summary>
internal static partial class EventWarnings
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint could not be made; it is tried again")]
    public static partial void CheckpointNotMade(this ILogger log, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The file of checkpoints: {Finding}")]
    public static partial void CheckpointsDoubtful(this ILogger log, string finding);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Tenant} had {Signed} commits by a signed checkpoint and now has {Count}: history was replaced")]
    public static partial void CommitsMissing(this ILogger log, string tenant, long signed, long count);
}
