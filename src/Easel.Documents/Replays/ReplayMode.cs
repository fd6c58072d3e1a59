namespace Easel.Documents.Replays;

/// <summary>How much of what happened a replay keeps. Its states are exact either way.</summary>
public enum ReplayMode
{
    /// <summary>Commits that follow each other closely are one entry, with the newest gestures only.</summary>
    Keyframe,

    /// <summary>Every commit is an entry, with all gestures.</summary>
    Full,
}
