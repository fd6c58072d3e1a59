namespace Easel.Documents.Canvases;

/// <summary>
/// Refuses what would make a canvas larger or deeper than it may be; what makes it smaller is always welcome.
/// </summary>
public sealed class CanvasSize(CanvasLimits limits) : IEditValidator<Canvas, CanvasOp>
{
    /// <inheritdoc/>
    public string? Refuse(Canvas before, CanvasOp op, Canvas after) =>
        after.Weight > limits.StateBytesMax && after.Weight > before.Weight
            ? $"the canvas would be larger than {limits.StateBytesMax} bytes"
            : IsTooDeep(after, op) ? $"the atom would have more than {limits.DepthMax} atoms above it"
            : null;

    private bool IsTooDeep(Canvas canvas, CanvasOp op)
    {
        var above = op switch
        {
            CanvasOp.Add add => add.ParentId,
            CanvasOp.Move move => move.NewParentId,
            _ => null,
        };
        for (var depth = 1; above is not null; depth++)
        {
            if (depth > limits.DepthMax) return true;
            above = canvas.Find(above)?.ParentId;
        }

        return false;
    }
}
