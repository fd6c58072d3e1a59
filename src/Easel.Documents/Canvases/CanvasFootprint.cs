using System.Collections.Immutable;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Documents.Canvases;

/// <summary>
/// What ops touch, in 64 bits: a bit for every name, so that most pairs of ops are seen to be apart at the cost of one
/// instruction. Names may share a bit; then the ops are looked at.
/// </summary>
internal static class CanvasFootprint
{
    private const ulong Everything = ulong.MaxValue;

    // Adds may shift each other, or count siblings anew: all of them share this bit.
    private const ulong Placing = 1UL << Names;
    private const int Names = 63;

    /// <summary>The sketch of a batch.</summary>
    public static ulong Of(ImmutableArray<CanvasOp> ops)
    {
        var footprint = 0UL;
        foreach (var op in ops) footprint |= Of(op);
        return footprint;
    }

    private static ulong Of(CanvasOp op) => op switch
    {
        Update update => BitOf(update.AtomId),
        TextOp text => BitOf(text.AtomId),
        SetMeta set => BitOf(set.Key),
        Add add => BitOf(add.Id) | Placing,
        _ => Everything, // What lies below an atom, or left of it, only the state knows.
    };

    // FNV-1a, because the framework's own hash differs from process to process: how much a rebase counts may not.
    private static ulong BitOf(string name)
    {
        var hash = 2_166_136_261;
        foreach (var unit in name) hash = (hash ^ unit) * 16_777_619;
        return 1UL << (int)(hash % Names);
    }
}
