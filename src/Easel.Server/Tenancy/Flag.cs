using System.Collections.Immutable;

namespace Easel.Server.Tenancy;

/// <summary>Something that a tenant can have otherwise than others (SPEC TF2).</summary>
/// <param name="Name">On the wire and in the log.</param>
/// <param name="Values">What it may be.</param>
/// <param name="Default">What it is where nobody says anything.</param>
internal sealed record Flag(string Name, ImmutableArray<string> Values, string Default)
{
    private static readonly ImmutableArray<string> OnOff = ["true", "false"];

    /// <summary>Whether the socket is open to the tenant.</summary>
    public static readonly Flag WsEnabled = new("ws_enabled", OnOff, "true");

    /// <summary>Whether streams are.</summary>
    public static readonly Flag SseEnabled = new("sse_enabled", OnOff, "true");

    /// <summary>Which gestures are recorded.</summary>
    public static readonly Flag GestureLogging = new("gesture_logging", ["off", "keyframe", "all"], "off");

    /// <summary>What replays are made of.</summary>
    public static readonly Flag ReplayMode = new("replay_mode", ["off", "keyframe", "stream"], "keyframe");

    /// <summary>Who sees presence and gestures: nobody; who has a role, but viewers no gestures; or all.</summary>
    public static readonly Flag VisibilityMode = new("visibility_mode", ["private", "team", "public"], "team");

    /// <summary>Whether agents work without live fan-out.</summary>
    public static readonly Flag AutoMode = new("auto_mode", OnOff, "false");

    /// <summary>Whether the server rebases stale commands that ask for it (SPEC CM8).</summary>
    public static readonly Flag ServerRebase = new("server_rebase", OnOff, "true");

    /// <summary>Whether the conflict fixture answers (SPEC CM11). Never in prod, whatever the flag says.</summary>
    public static readonly Flag ConflictFixture = new("conflict_fixture", OnOff, "true");

    public static ImmutableArray<Flag> All { get; } =
    [
        WsEnabled, SseEnabled, GestureLogging, ReplayMode, VisibilityMode, AutoMode, ServerRebase, ConflictFixture,
    ];

    /// <summary>Whether it is written as a boolean.</summary>
    public bool IsOnOff => Values == OnOff;
}
