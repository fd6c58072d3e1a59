namespace Easel.Server.Gestures;

/// <summary>
/// The frames of one tick, one after the other. All receivers share the bytes; only who sent some of them gets a copy
/// without its own.
/// </summary>
internal sealed class RoomBlock(long number, int sizeHint)
{
    private readonly List<Piece> pieces = [];
    private byte[] bytes = new byte[sizeHint];
    private byte[]? presences;

    public long Number => number;

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <param name="from">Who does not get it back; null if all get it.</param>
    /// <param name="actor">Of whom it tells.</param>
    public void Add(RoomMember? from, PresentActor actor, int kind, byte[] frame)
    {
        var needed = Length + frame.Length;
        if (bytes.Length < needed) Array.Resize(ref bytes, Math.Max(2 * bytes.Length, needed));
        frame.CopyTo(bytes, Length);
        pieces.Add(new Piece(from, actor, kind, Length, frame.Length));
        Length += frame.Length;
        if (from is not null) from.LastBlock = number;
    }

    /// <summary>What a member gets to hear. Called by one thread at a time.</summary>
    /// <param name="withGestures">Whether it hears more than who is there.</param>
    public ReadOnlyMemory<byte> For(RoomMember member, bool withGestures)
    {
        if (member.LastBlock == number)
            return Copy(piece => piece.From != member && (withGestures || piece.Kind == Kinds.Presence));
        return withGestures
            ? bytes.AsMemory(0, Length)
            : presences ??= Copy(piece => piece.Kind == Kinds.Presence);
    }

    /// <summary>Tells a listener everything.</summary>
    public void TellTo(IRoomListener listener)
    {
        foreach (var piece in pieces)
        {
            var json = Frames.Payload(bytes.AsMemory(piece.Start, piece.Length));
            if (piece.Kind == Kinds.Presence) listener.HearPresence(json, piece.Actor);
            else listener.HearGesture(json, piece.Actor, piece.Kind);
        }
    }

    private byte[] Copy(Func<Piece, bool> isMeant)
    {
        var copy = new byte[Length];
        var length = 0;
        foreach (var piece in pieces)
        {
            if (!isMeant(piece)) continue;
            bytes.AsSpan(piece.Start, piece.Length).CopyTo(copy.AsSpan(length));
            length += piece.Length;
        }

        return copy[..length];
    }

    private readonly record struct Piece(RoomMember? From, PresentActor Actor, int Kind, int Start, int Length);
}
