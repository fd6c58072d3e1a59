namespace Easel.Documents.Canvases;

/// <summary>Refuses what would make a canvas larger than it may be; what makes it smaller is always welcome.</summary>
public sealed class CanvasSize(CanvasLimits limits) : IEditValidator<Canvas, CanvasOp>
{
    /// <inheritdoc/>
    public string? Refuse(Canvas before, CanvasOp op, Canvas after) =>
        after.Weight > limits.StateBytesMax && after.Weight > before.Weight
            ? $"the canvas would be larger than {limits.StateBytesMax} bytes"
            : null;
}
