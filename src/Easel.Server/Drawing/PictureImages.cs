using System.Buffers.Text;
using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>
/// The images of one picture. They come from artifacts, which were read before, or stand in the atom itself as a
/// <c>data:</c> URL. Nothing else is an image: a picture never makes its reader ask for anything.
/// </summary>
internal sealed class PictureImages
{
    /// <summary>Bytes of one image, and of all of a picture; what is larger is drawn as a card.</summary>
    public const int ImageBytesMax = 1 << 20;

    /// <inheritdoc cref="ImageBytesMax"/>
    public const int AllBytesMax = 8 << 20;

    /// <summary>Pixels of all images of a picture: who opens it unpacks each, wherever it is shown.</summary>
    public const long AllPixelsMax = 100_000_000;

    /// <summary>Artifacts of one picture that are read.</summary>
    public const int ArtifactsMax = 64;

    private static readonly string[] Sources = ["src", "file", "url"];

    private readonly IReadOnlyDictionary<string, PictureImage> artifacts;
    private int left = AllBytesMax;
    private long pixelsLeft = AllPixelsMax;

    public PictureImages(IReadOnlyDictionary<string, PictureImage> artifacts) => this.artifacts = artifacts;

    /// <summary>No artifacts.</summary>
    public static PictureImages None => new(new Dictionary<string, PictureImage>());

    /// <summary>The artifacts that a canvas shows, the first ones in order of atoms.</summary>
    public static IReadOnlyCollection<string> ArtifactsOf(Scene scene) =>
    [
        .. scene.Shapes.Where(shape => IsImage(shape.Atom)).Select(shape => shape.Atom.Text("artifact_id"))
            .OfType<string>().Distinct(StringComparer.Ordinal).Take(ArtifactsMax),
    ];

    /// <summary>The image of an atom; null if it is to be drawn as a card.</summary>
    public PictureImage? Take(Atom atom)
    {
        if (!IsImage(atom)) return null;
        var image = atom.Text("artifact_id") is { } id ? artifacts.GetValueOrDefault(id) : OfUrl(atom);
        if (image is null || image.Bytes.Length > Math.Min(left, ImageBytesMax)) return null;
        if (image.Pixels > pixelsLeft) return null;
        (left, pixelsLeft) = (left - image.Bytes.Length, pixelsLeft - image.Pixels);
        return image;
    }

    private static bool IsImage(Atom atom) => atom.Type is "image" or "file";

    private static PictureImage? OfUrl(Atom atom)
    {
        foreach (var source in Sources)
        {
            if (atom.Text(source) is { } url && url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
                return Decode(url);
        }

        return null;
    }

    /// <summary>What the URL says of its type does not count: the bytes do.</summary>
    private static PictureImage? Decode(string url)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return null;
        var base64 = url.AsSpan(comma + 1);
        if (base64.Length > ImageBytesMax / 3 * 4 + 4 || !Base64.IsValid(base64)) return null;
        return PictureImage.Of(Convert.FromBase64String(base64.ToString()));
    }
}
