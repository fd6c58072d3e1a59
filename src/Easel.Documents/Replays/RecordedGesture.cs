namespace Easel.Documents.Replays;

/// <summary>A gesture that was kept: a pointer, a caret, a drag.</summary>
/// <param name="At">When it was made.</param>
/// <param name="ActorId">Who made it.</param>
/// <param name="Kind">
/// What it is; of one actor and kind the newer replaces the older where gestures are thinned.
/// </param>
/// <param name="Frame">The frame as others saw it: compact JSON, not looked into.</param>
public sealed record RecordedGesture(DateTimeOffset At, string ActorId, string Kind, ReadOnlyMemory<byte> Frame);
