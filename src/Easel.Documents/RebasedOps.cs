using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>What a rebase kept and what it could not keep.</summary>
/// <param name="Ops">The transformed ops, each with the index of the op it came from.</param>
/// <param name="Dropped">Ops that lost their meaning, ascending; ops that became true by themselves are in neither
///   list.</param>
public sealed record RebasedOps<TOp>(ImmutableArray<RebasedOp<TOp>> Ops, ImmutableArray<DroppedOp> Dropped);

/// <summary>One transformed op.</summary>
public readonly record struct RebasedOp<TOp>(int OpIndex, TOp Op);

/// <summary>Makes <see cref="RebasedOps{TOp}"/>.</summary>
public static class RebasedOps
{
    /// <summary>Ops that nothing had to be done to.</summary>
    public static RebasedOps<TOp> AsSent<TOp>(ImmutableArray<TOp> ops) =>
        new([.. ops.Select((op, index) => new RebasedOp<TOp>(index, op))], []);
}
