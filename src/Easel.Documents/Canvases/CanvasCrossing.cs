using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>
/// Two ops after they met: the pending one as it goes on after the committed one, and the other way round.
/// </summary>
/// <param name="Pending">Empty when nothing is left of it.</param>
/// <param name="Committed">What the committed op still does once the pending one has happened.</param>
/// <param name="DropReason">Why the pending op lost its meaning; null also when it simply came true.</param>
internal readonly record struct Crossed(
    IReadOnlyList<CanvasOp> Pending, IReadOnlyList<CanvasOp> Committed, string? DropReason = null);

/// <summary>
/// What a pending and a committed op, both built on one state, do to each other (SPEC RB1-RB6). Folding the state with
/// the committed op and then the pending result gives the same canvas as the pending op and then the committed result.
/// </summary>
internal static class CanvasCrossing
{
    /// <summary>
    /// Whether neither op can touch the other whatever the state is. Most pairs; the answer costs next to nothing.
    /// </summary>
    public static bool Commute(CanvasOp pending, CanvasOp committed) => (pending, committed) switch
    {
        (Update p, Update c) => p.AtomId != c.AtomId,
        (Update p, TextOp c) => p.AtomId != c.AtomId,
        (TextOp p, Update c) => p.AtomId != c.AtomId,
        (TextOp p, TextOp c) => p.AtomId != c.AtomId || p.Property != c.Property,
        (SetMeta p, SetMeta c) => p.Key != c.Key,
        (Update or TextOp, Move) or (Move, Update or TextOp) => true,
        (Update p, Add c) => p.AtomId != c.Id,
        (TextOp p, Add c) => p.AtomId != c.Id,
        (Add p, Update c) => p.Id != c.AtomId,
        (Add p, TextOp c) => p.Id != c.AtomId,
        (Reset, _) or (_, Reset) => false,
        (SetMeta, _) or (_, SetMeta) => true,
        _ => false,
    };

    /// <summary>
    /// Whether the pending op reads the same after the committed one. Where that is so for all pairs of a batch, what
    /// the committed ops become does not matter: crossing only ever takes effects away from them.
    /// </summary>
    public static bool LeavesAlone(CanvasOp pending, CanvasOp committed) => (pending, committed) switch
    {
        (Update, Update or TextOp) or (SetMeta, SetMeta) => true,
        _ => Commute(pending, committed),
    };

    /// <summary>Transforms both.</summary>
    public static Crossed Of(CanvasOp pending, CanvasOp committed, Canvas state) => (pending, committed) switch
    {
        (Reset, _) => new Crossed([pending], []),
        (_, Reset reset) => OverReset(pending, reset, state),
        (_, Remove remove) => TreeCrossing.OverRemove(pending, remove, state),
        (Remove remove, _) => TreeCrossing.RemoveOver(remove, committed, state),
        (Add p, Add c) when p.Id == c.Id => AddedTwice(p, c, state),
        (Add or Move, Add or Move) => TreeCrossing.OfPlacements(pending, committed, state),
        (Update p, Update c) when p.AtomId == c.AtomId => new Crossed([p], Without(c, p)),
        (TextOp p, Update c) when p.AtomId == c.AtomId && c.Touches(p.Property) =>
            new Crossed([], [c], RebaseReasons.TextReplaced),
        (Update p, TextOp c) when p.AtomId == c.AtomId && p.Touches(c.Property) => new Crossed([p], []),
        (TextOp p, TextOp c) when p.AtomId == c.AtomId && p.Property == c.Property => TextCrossing.Of(p, c),
        (SetMeta p, SetMeta c) when p.Key == c.Key => new Crossed([p], []),
        _ => new Crossed([pending], [committed]),
    };

    /// <summary>What is left of a committed update where a pending one overrides it.</summary>
    private static IReadOnlyList<CanvasOp> Without(Update committed, Update pending)
    {
        var set = committed.Set.Without(pending.Set.Select(member => member.Key).Concat(pending.Unset));
        var unset = committed.Unset.RemoveAll(pending.Touches);
        return set.Count + unset.Length == 0 ? [] : [new Update(committed.AtomId, set, unset)];
    }

    /// <summary>
    /// RB2: the committed atom stands; on a canvas that has the pending one, it must come to look the same.
    /// </summary>
    private static Crossed AddedTwice(Add pending, Add committed, Canvas state)
    {
        var at = committed.Index ?? state.Siblings(committed.ParentId).Count;
        var gone = pending.Properties.Select(member => member.Key).Where(name => !committed.Properties.Contains(name));
        return new Crossed(
            [],
            [new Move(committed.Id, committed.ParentId, at), new Update(committed.Id, committed.Properties, [.. gone])],
            RebaseReasons.AtomExists);
    }

    /// <summary>RB6: what still makes sense on the new state goes on; in return the reset then includes it.</summary>
    private static Crossed OverReset(CanvasOp pending, Reset reset, Canvas state)
    {
        if (LostIn(reset.State, pending, state) is { } lost) return new Crossed([], [reset], lost.Reason);
        return CanvasReducer.Apply(reset.State, pending, out _) is { } after
            ? new Crossed([pending], [new Reset(after)])
            : new Crossed([pending], [reset]);
    }

    private static Loss? LostIn(Canvas next, CanvasOp pending, Canvas state) => pending switch
    {
        Add add when next.Find(add.Id) is not null => new Loss(RebaseReasons.AtomExists),
        Add { ParentId: { } parent } when next.Find(parent) is null => new Loss(RebaseReasons.AtomRemoved),
        Remove remove when next.Find(remove.AtomId) is null => new Loss(null),
        Update update when next.Find(update.AtomId) is null => new Loss(RebaseReasons.AtomRemoved),
        Move move when next.Find(move.AtomId) is null => new Loss(RebaseReasons.AtomRemoved),
        Move { NewParentId: { } parent } when next.Find(parent) is null => new Loss(RebaseReasons.AtomRemoved),
        Move { NewParentId: { } parent } move when next.IsWithin(parent, move.AtomId) => new Loss(RebaseReasons.Cycle),
        TextOp text when next.Find(text.AtomId) is null => new Loss(RebaseReasons.AtomRemoved),
        TextOp text when TextIn(next, text) != TextIn(state, text) => new Loss(RebaseReasons.TextReplaced),
        _ => null,
    };

    private static string? TextIn(Canvas canvas, TextOp op) =>
        canvas.Find(op.AtomId) is { } atom && atom.Properties.TryGet(op.Property, out var value)
            && value.TryGetText(out var text) ? new string(text.ToArray()) : null;

    // A reason of null: the op came true by itself.
    private sealed record Loss(string? Reason);
}

/// <summary>Why a rebase dropped an op; codes of SPEC RB.</summary>
public static class RebaseReasons
{
    /// <summary>The atom, or one above it or its new parent, was removed.</summary>
    public const string AtomRemoved = "ATOM_REMOVED";

    /// <summary>Someone else added an atom of this id.</summary>
    public const string AtomExists = "ATOM_EXISTS";

    /// <summary>The text was replaced as a whole.</summary>
    public const string TextReplaced = "TEXT_REPLACED";

    /// <summary>The atom would come to lie below itself.</summary>
    public const string Cycle = "CYCLE";
}
