namespace Easel.Tests.Drawing;

/// <summary>The smallest images there are, and files that only look like one.</summary>
internal static class ImageFiles
{
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    public static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==");

    /// <summary>A frame header of 16 by 8 behind a comment; browsers need more, the size does not.</summary>
    public static readonly byte[] Jpeg =
    [
        0xff, 0xd8, 0xff, 0xfe, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 0, 8, 0, 16, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
    ];

    public static readonly byte[] WebP = Convert.FromBase64String(
        "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    public static string Url(byte[] file, string type = "image/png") =>
        $"data:{type};base64,{Convert.ToBase64String(file)}";
}
