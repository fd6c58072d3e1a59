using System.Collections.Immutable;

namespace Easel.Documents;

/// <summary>
/// What a kind of document means: its ops and how they fold. Everything here is pure, so that the same log gives the
/// same state on any machine (SPEC OP2).
/// </summary>
public interface IDocumentModel<TState, TOp>
    where TState : class
{
    /// <summary>The state at revision 0.</summary>
    TState Empty { get; }

    /// <summary>Folds one op.</summary>
    /// <returns>The new state, or null with a readable <paramref name="misfit"/> when the op does not fit.</returns>
    TState? Apply(TState state, TOp op, out string? misfit);

    /// <summary>
    /// Transforms <paramref name="ops"/>, built on the state before the first of <paramref name="missed"/>, so that
    /// they say the same on the state after the last (SPEC RB).
    /// </summary>
    RebasedOps<TOp> Rebase(ImmutableArray<TOp> ops, IReadOnlyList<MissedOps<TState, TOp>> missed);

    /// <summary>
    /// A sketch of what ops touch: ops whose footprints share no bit read the same before and after each other,
    /// whatever the state is. Never stored.
    /// </summary>
    ulong FootprintOf(ImmutableArray<TOp> ops);

    /// <summary>
    /// Carries <paramref name="ops"/> over one missed step and that step over <paramref name="ops"/>; both were built
    /// on the same state (SPEC RB7).
    /// </summary>
    CrossedOps<TOp> Cross(ImmutableArray<TOp> ops, MissedOps<TState, TOp> missed);

    /// <summary>
    /// The ops that take <paramref name="ops"/> back, in the order to fold them (SPEC OP4); <paramref name="before"/>
    /// is the state that they were folded over.
    /// </summary>
    ImmutableArray<TOp> Invert(TState before, ImmutableArray<TOp> ops);

    /// <summary>Whether an op that fits leaves the state as it is.</summary>
    bool ChangesNothing(TState state, TOp op);

    /// <summary>Reads a stored op array.</summary>
    /// <exception cref="FormatException">The bytes were not written by this model.</exception>
    ImmutableArray<TOp> ParseOps(ReadOnlyMemory<byte> json);

    /// <summary>Writes ops as the JSON array that <see cref="ParseOps"/> reads.</summary>
    ReadOnlyMemory<byte> EncodeOps(IEnumerable<TOp> ops);

    /// <summary>The state as JSON; equal states give equal bytes.</summary>
    ReadOnlyMemory<byte> EncodeState(TState state);

    /// <summary>Reads what <see cref="EncodeState"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes were not written by this model.</exception>
    TState DecodeState(ReadOnlyMemory<byte> json);

    /// <summary>
    /// What ops that led to a state cost beyond what their length says. Where one short op can change much, the kernel
    /// keeps fewer recent states and makes snapshots sooner.
    /// </summary>
    FoldCost CostOf(TState after, ImmutableArray<TOp> ops) => default;

    /// <summary>
    /// About how many bytes of memory a state takes; the kernel closes documents when all together take too much. Zero
    /// where their number says enough.
    /// </summary>
    long MemoryOf(TState state) => 0;

    /// <summary>The title that the content carries, if it carries one.</summary>
    string? TitleOf(TState state);
}

/// <summary>What one commit costs beside its bytes.</summary>
/// <param name="Memory">Bytes of memory that its state does not share with the one before.</param>
/// <param name="Work">Bytes of log that weigh as much when it is decided whether a snapshot is due.</param>
public readonly record struct FoldCost(long Memory, long Work);

/// <summary>The ops of one commit that an edit missed, with the state that they were folded over.</summary>
public readonly record struct MissedOps<TState, TOp>(TState Before, ImmutableArray<TOp> Ops);

/// <summary>
/// Says no to ops that fold but are not wanted (SPEC CM7). Runs on the document's turn: it must be pure and fast.
/// </summary>
public interface IEditValidator<in TState, in TOp>
{
    /// <summary>Looks at one op after it was folded.</summary>
    /// <returns>Null to let it pass, else the reason for people.</returns>
    string? Refuse(TState before, TOp op, TState after);
}
