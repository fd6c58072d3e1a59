using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Events;

/// <summary>Settings of the event log and its checkpoints.</summary>
public sealed class EventOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Events";

    /// <summary>
    /// Where <c>checkpoints.jsonl</c> is written; null means the data folder. Whoever can change the data can change a
    /// file beside it: put it on another machine's disk, or copy it away.
    /// </summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>Seconds until new commits stand under a checkpoint.</summary>
    [Range(1, 86_400)] public int CheckpointSeconds { get; set; } = 60;

    /// <summary>New commits after which a checkpoint is made before its time.</summary>
    [Range(1, 1_000_000)] public int CheckpointCommits { get; set; } = 1_000;

    /// <summary>
    /// Bytes after which a file of checkpoints is put away as <c>checkpoints-000001.jsonl</c> and the next begins. A
    /// start reads the newest one only.
    /// </summary>
    [Range(4_096, 1 << 30)] public int CheckpointFileBytes { get; set; } = 1 << 24;

    /// <summary>Documents in one checkpoint; more make several.</summary>
    [Range(1, 100_000)] public int CheckpointHeadsMax { get; set; } = 10_000;
}
