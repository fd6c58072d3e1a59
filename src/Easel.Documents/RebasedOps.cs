using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Easel.Documents;

/// <summary>What a rebase kept and what it could not keep.</summary>
/// <param name="Ops">The transformed ops, each with the index of the op it came from.</param>
/// <param name="Dropped">Ops that lost their meaning, ascending; ops that became true by themselves are in neither
///   list.</param>
/// <param name="Items">The transformed ops alone.</param>
public sealed record RebasedOps<TOp>(
    ImmutableArray<RebasedOp<TOp>> Ops, ImmutableArray<DroppedOp> Dropped, ImmutableArray<TOp> Items)
{
    /// <summary>What a rebase made.</summary>
    public RebasedOps(ImmutableArray<RebasedOp<TOp>> ops, ImmutableArray<DroppedOp> dropped)
        : this(ops, dropped, [.. ops.Select(op => op.Op)])
    {
    }
}

/// <summary>Two op lists of one state, each as it reads after the other.</summary>
/// <param name="Ops">What was pending, over what was committed.</param>
/// <param name="Missed">What was committed, over what was pending.</param>
public sealed record CrossedOps<TOp>(RebasedOps<TOp> Ops, ImmutableArray<TOp> Missed);

/// <summary>One transformed op.</summary>
public readonly record struct RebasedOp<TOp>(int OpIndex, TOp Op);

/// <summary>Makes <see cref="RebasedOps{TOp}"/>.</summary>
public static class RebasedOps
{
    /// <summary>No ops at all.</summary>
    public static RebasedOps<TOp> None<TOp>() => new([], []);

    /// <summary>Ops that nothing had to be done to.</summary>
    public static RebasedOps<TOp> AsSent<TOp>(ImmutableArray<TOp> ops)
    {
        var indexed = new RebasedOp<TOp>[ops.Length];
        for (var i = 0; i < indexed.Length; i++) indexed[i] = new RebasedOp<TOp>(i, ops[i]);
        return new RebasedOps<TOp>(ImmutableCollectionsMarshal.AsImmutableArray(indexed), [], ops);
    }
}
