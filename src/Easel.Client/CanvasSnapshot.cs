using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>A canvas at one revision, as the server has it.</summary>
/// <param name="Rev">How many commits made it.</param>
/// <param name="Epoch">
/// The history in which <paramref name="Rev"/> counts. Null while nothing was ever committed: reads do not know the
/// canvas then, and only its first commit makes its epoch worth asking for.
/// </param>
/// <param name="State">What is on it.</param>
public sealed record CanvasSnapshot(long Rev, string? Epoch, Canvas State)
{
    // A state nests deeper than any command.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>A canvas that nobody has edited yet (SPEC TE7).</summary>
    public static CanvasSnapshot Empty { get; } = new(0, null, Canvas.Empty);

    /// <summary>Reads the answer of <c>GET /canvas/{canvas_id}/snapshot</c> (SPEC RD1).</summary>
    /// <exception cref="FormatException">The bytes are something else.</exception>
    public static CanvasSnapshot Read(ReadOnlyMemory<byte> json)
    {
        var state = CanvasJson.Decode(json);
        using var document = JsonDocument.Parse(json, Deep);
        var root = document.RootElement;
        return root.TryGetProperty("rev", out var rev) && rev.TryGetInt64(out var number)
            && root.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
            ? new CanvasSnapshot(number, epoch.GetString(), state)
            : throw new FormatException("a snapshot without rev or epoch");
    }
}
