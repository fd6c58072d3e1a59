namespace Easel.Server.Gestures.Recording;

/// <summary>Which gestures are recorded: the flag <c>gesture_logging</c> (SPEC TF2).</summary>
internal enum GestureLogging
{
    Off,

    /// <summary>
    /// Of each session and kind the newest in each <see cref="RecordingOptions.KeyframeMs"/>, if it changed.
    /// </summary>
    Keyframe,

    All,
}
