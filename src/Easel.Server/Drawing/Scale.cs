namespace Easel.Server.Drawing;

/// <summary>How large a picture is: the part of the canvas that it shows, and the pixels for it.</summary>
/// <param name="View">In the canvas's own measure.</param>
/// <param name="PerUnit">Pixels for one unit of the canvas.</param>
/// <param name="IsWhole">Whether nothing is left out for being too small to see.</param>
internal readonly record struct Scale(Box View, double Width, double Height, double PerUnit, bool IsWhole)
{
    /// <summary>Pixels of a side. Anyone may put an atom anywhere; no reader has a screen for that.</summary>
    public const int PixelsMax = 8_192;

    // What is smaller is drawn once for each square of this size, in pixels.
    private const double SeenMin = 4;
    private const double ReadMin = 3;
    private const double PenMin = 0.75;
    private const double Pen = 2;

    public bool ShowsText => PerUnit * SvgText.FontSize >= ReadMin || IsWhole;

    /// <summary>How wide lines are, so that they can still be seen.</summary>
    public double PenWidth => IsWhole ? Pen : Math.Max(Pen, PenMin / PerUnit);

    /// <summary>Side of the squares that stand for what is too small, in units of the canvas.</summary>
    public double Square => SeenMin / PerUnit;

    /// <summary>The picture in its own size, or in so many pixels; no side is longer than it may be.</summary>
    public static Scale Of(Box view, int? width = null, int sideMax = PixelsMax)
    {
        var wanted = width ?? Math.Min(view.Width, sideMax);
        var perUnit = Math.Min(wanted / view.Width, sideMax / view.Height);
        var (across, down) = (Math.Max(1, view.Width * perUnit), Math.Max(1, view.Height * perUnit));
        return new Scale(view, across, down, perUnit, width is null);
    }

    public bool IsTooSmall(Box box) => !IsWhole && Math.Max(box.Width, box.Height) * PerUnit < SeenMin;
}
