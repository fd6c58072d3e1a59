using System.Collections.Immutable;

namespace Easel.Documents.Canvases;

/// <summary>What a canvas is, for the kernel.</summary>
public sealed class CanvasModel : IDocumentModel<Canvas, CanvasOp>
{
    /// <inheritdoc/>
    public Canvas Empty => Canvas.Empty;

    /// <inheritdoc/>
    public Canvas? Apply(Canvas state, CanvasOp op, out string? misfit) => CanvasReducer.Apply(state, op, out misfit);

    /// <inheritdoc/>
    public RebasedOps<CanvasOp> Rebase(
        ImmutableArray<CanvasOp> ops, IReadOnlyList<MissedOps<Canvas, CanvasOp>> missed) =>
        CanvasRebase.Over(ops, missed);

    /// <inheritdoc/>
    public ulong FootprintOf(ImmutableArray<CanvasOp> ops) => CanvasFootprint.Of(ops);

    /// <inheritdoc/>
    public CrossedOps<CanvasOp> Cross(ImmutableArray<CanvasOp> ops, MissedOps<Canvas, CanvasOp> missed) =>
        CanvasRebase.Cross(ops, missed);

    /// <inheritdoc/>
    public ImmutableArray<CanvasOp> Invert(Canvas before, ImmutableArray<CanvasOp> ops) =>
        CanvasInverse.Of(before, ops);

    /// <inheritdoc/>
    public bool ChangesNothing(Canvas state, CanvasOp op) => CanvasEffect.IsNone(state, op);

    /// <inheritdoc/>
    public ImmutableArray<CanvasOp> ParseOps(ReadOnlyMemory<byte> json) => CanvasOpJson.ParseStored(json);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeOps(IEnumerable<CanvasOp> ops) => CanvasOpJson.Encode(ops);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeState(Canvas state) => CanvasJson.Encode(state);

    /// <inheritdoc/>
    public Canvas DecodeState(ReadOnlyMemory<byte> json) => CanvasJson.Decode(json);

    /// <inheritdoc/>
    public string? TitleOf(Canvas state) =>
        state.Meta.TryGet("title", out var title) && title.TryGetText(out var text) ? new string(text.ToArray()) : null;
}
