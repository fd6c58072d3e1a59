using System.Collections.Immutable;
using System.Security.Cryptography;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Drawing;

/// <summary>What a picture is wanted as.</summary>
/// <param name="Width">In pixels; null is its own size.</param>
internal readonly record struct PictureForm(bool IsPng, int? Width)
{
    public const int WidthMin = 16;
    public const int WidthMax = 4_096;

    /// <summary>Says no to what no picture can be.</summary>
    public static Refusal? TryOf(string format, long? width, out PictureForm form)
    {
        form = new PictureForm(format == "png", (int?)Math.Clamp(width ?? WidthMin, WidthMin, WidthMax));
        if (width is null) form = form with { Width = null };
        return format is not ("svg" or "png") ? Problems.InvalidRequest.Because("format must be svg or png.")
            : width is < WidthMin or > WidthMax
                ? Problems.InvalidRequest.Because($"width is in pixels, from {WidthMin} to {WidthMax}.")
            : null;
    }

    public string MimeType => IsPng ? "image/png" : "image/svg+xml";
}

/// <summary>Names a picture. What it shows never changes, but for artifacts that are deleted.</summary>
internal sealed record PictureKey(DocumentKey Canvas, string Epoch, Revision Revision, PictureForm Form);

/// <summary>A picture, ready to be sent.</summary>
/// <param name="Artifacts">The artifacts that can be seen in it.</param>
internal sealed record Picture(ReadOnlyMemory<byte> Bytes, PictureForm Form, ImmutableArray<string> Artifacts)
{
    /// <summary>Of its bytes: another version of this program may draw the same canvas otherwise.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes.Span))[..32]}\"";
}
