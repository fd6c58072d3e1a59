using Easel.Documents.Canvases;

namespace Easel.Server.Canvases;

/// <summary>A state with its encoding and its hash.</summary>
internal sealed record EncodedCanvas(Canvas State, ReadOnlyMemory<byte> Json)
{
    private string? hash;

    /// <summary>Made when first asked for: a recovery needs no hash.</summary>
    public string Hash => hash ??= CanvasJson.Hash(State, Json);

    public static EncodedCanvas Of(Canvas state) => new(state, CanvasJson.Encode(state));
}
