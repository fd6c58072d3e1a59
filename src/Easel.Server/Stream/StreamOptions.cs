using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Stream;

/// <summary>The limits of streams.</summary>
public sealed class StreamOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streams";

    private const int Many = 20_000;

    /// <summary>How often a comment shows that a stream lives. Readers give up after three that are missing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A reader that takes nothing for so long is cut off; it comes back and goes on where it was.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StallMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream may take to end after it was told to; then it is cut off (SPEC TE8).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan EndMax { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Bytes of commits that are written at once (or one commit, if it is larger). A slow reader holds one such write
    /// and what the framework and the kernel hold of it.
    /// </summary>
    [Range(1_024, 1 << 18)] public int WriteBytesMax { get; set; } = 1 << 16;

    /// <summary>
    /// Bytes of encoded commits that the readers of a canvas share while it is edited; who is further behind reads the
    /// log.
    /// </summary>
    [Range(1_024, 1 << 24)] public int SharedBytesMax { get; set; } = 1 << 17;

    /// <summary>Other events than commits that may wait for one reader; beyond, the oldest goes.</summary>
    [Range(1, 10_000)] public int EventsMax { get; set; } = 64;

    /// <summary>
    /// Streams open at once, of all, of one tenant, of one actor in a tenant and on one canvas. What serves many people
    /// as one actor needs a higher limit for actors.
    /// </summary>
    [Range(1, 1_000_000)] public int StreamsMax { get; set; } = Many;

    /// <inheritdoc cref="StreamsMax"/>
    [Range(1, 1_000_000)] public int StreamsPerTenantMax { get; set; } = 1_000;

    /// <inheritdoc cref="StreamsMax"/>
    [Range(1, 1_000_000)] public int StreamsPerActorMax { get; set; } = 20;

    /// <inheritdoc cref="StreamsMax"/>
    [Range(1, 1_000_000)] public int StreamsPerCanvasMax { get; set; } = 200;

    /// <summary>The defaults where limits are off: nobody shares the server.</summary>
    internal void BeGenerous() => StreamsPerTenantMax = StreamsPerActorMax = StreamsPerCanvasMax = Many;
}
