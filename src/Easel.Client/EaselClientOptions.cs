using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>Where the server is, who asks, and every limit, pace and patience of the client.</summary>
public sealed record EaselClientOptions
{
    /// <summary>The server, for example <c>http://127.0.0.1:5080</c>; a path in it is kept as prefix.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>
    /// Gives the bearer token, and is asked before every request: answer from memory, and renew it when it is about to
    /// expire.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>> Token { get; init; } = static _ => default;

    /// <summary>The tenant; null means the default of the token.</summary>
    public string? Tenant { get; init; }

    /// <summary><c>dev</c>, <c>staging</c> or <c>prod</c>; null means the default of the server.</summary>
    public string? Env { get; init; }

    /// <summary>Who is shown as author; null means the subject of the token.</summary>
    public string? ActorId { get; init; }

    /// <summary>How long one request may take before its outcome counts as unknown.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a stream counts as dead. The server says something every 15 s (ST4).</summary>
    public TimeSpan LivenessTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The longest first wait after a failure; each wait is random between nothing and its limit.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the limit of the wait doubles up to.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a <c>Retry-After</c> or <c>retry:</c> of the server can ask for.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The wait before the next attempt after 401, 403 or 423, which <see cref="CanvasSession.Resume"/> cuts short.
    /// </summary>
    public TimeSpan DeniedRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of one answer, and of one event of a stream. A canvas has at most 64 MiB by default.</summary>
    public int AnswerBytesMax { get; init; } = 256 << 20;

    /// <summary>Edits that may wait for confirmation; the next one is refused.</summary>
    public int PendingMax { get; init; } = 10_000;

    /// <summary>Ops in one edit made by merging (at most <see cref="CanvasLimits.OpsMax"/>).</summary>
    public int MergeOpsMax { get; init; } = 256;

    /// <summary>Bytes of the ops of one edit made by merging.</summary>
    public int MergeBytesMax { get; init; } = 64 * 1_024;

    /// <summary>What the server takes in one command.</summary>
    public CanvasLimits Ops { get; init; } = new();

    /// <summary>
    /// Events that wait for a slow reader before older ones of the same kind are left out. Reports of dropped and
    /// refused edits are never left out, and are counted by <see cref="ReportsMax"/>.
    /// </summary>
    public int EventsMax { get; init; } = 1_024;

    /// <summary>Unread reports of dropped and refused edits, beyond which new edits are refused.</summary>
    public int ReportsMax { get; init; } = 10_000;

    /// <summary>Whether a socket for gestures and presence is opened with a session.</summary>
    public bool UseSocket { get; init; } = true;

    /// <summary>Gestures sent per second; between two, the newest of each kind waits (SPEC GS5).</summary>
    public int GesturesPerSecond { get; init; } = 30;

    /// <summary>Kinds of gestures that may wait to be sent.</summary>
    public int GestureKindsMax { get; init; } = 64;

    /// <summary>Bytes of one message of the socket.</summary>
    public int SocketMessageBytesMax { get; init; } = 1 << 20;

    /// <summary>How long a connection to the server may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal OptimisticLimits Optimistic => new()
    {
        PendingMax = PendingMax,
        MergeOpsMax = Math.Min(MergeOpsMax, Ops.OpsMax),
        MergeBytesMax = MergeBytesMax,
        Ops = Ops,
    };

    /// <summary>A token that stays the same.</summary>
    public static Func<CancellationToken, ValueTask<string?>> Fixed(string token) => _ => new(token);
}
