using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Drawing;

/// <summary>Limits of pictures, and the program that makes PNG of them (SPEC AR3).</summary>
public sealed class DrawingOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Drawing";

    /// <summary>Bytes of pictures that are kept, the ones that were last asked for.</summary>
    [Range(0, 1L << 32)] public long CacheBytesMax { get; set; } = 64 << 20;

    /// <summary>Pictures that are drawn at once; others wait.</summary>
    [Range(1, 64)] public int DrawingsMax { get; set; } = 2;

    /// <summary>How many may wait, half of them one tenant's; more are told to come again.</summary>
    [Range(0, 100_000)] public int DrawingsWaitingMax { get; set; } = 256;

    /// <summary>
    /// The program that reads SVG from its input and writes PNG, called as <c>rsvg-convert</c> is. Null: that one, if
    /// it is on the path. "none": no PNG.
    /// </summary>
    public string? Rasteriser { get; set; }

    /// <summary>How long it may take; then it is killed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RasteriserTimeMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of a PNG. A program that writes more is killed.</summary>
    [Range(1_024, 1 << 28)] public int PngBytesMax { get; set; } = 32 << 20;

    /// <summary>Rasterisers that run at once; others wait.</summary>
    [Range(1, 64)] public int RasterisersMax { get; set; } = 2;

    /// <summary>How many may wait for one, half of them one tenant's; more are told to come again.</summary>
    [Range(0, 10_000)] public int RasterisersWaitingMax { get; set; } = 16;
}
