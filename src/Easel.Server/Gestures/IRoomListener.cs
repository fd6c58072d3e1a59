namespace Easel.Server.Gestures;

/// <summary>
/// Hears a room without being in it, as a stream does (SPEC ST6). It is told by the thread that serves the room, so it
/// must return at once; what it is given may be kept.
/// </summary>
internal interface IRoomListener
{
    /// <summary>A gesture in the envelope of the socket (SPEC GS2).</summary>
    /// <param name="kind">The number of its kind among those of its sender (<see cref="Kinds"/>).</param>
    void HearGesture(ReadOnlyMemory<byte> json, PresentActor from, int kind);

    /// <summary>A <c>presence_state</c> (SPEC GS3).</summary>
    void HearPresence(ReadOnlyMemory<byte> json, PresentActor of);
}
