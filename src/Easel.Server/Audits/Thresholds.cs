namespace Easel.Server.Audits;

/// <summary>From where on something is a finding. Lengths are canvas units: CSS pixels at a zoom of 100%.</summary>
internal sealed record Thresholds
{
    /// <summary>
    /// The smallest side of a target (WCAG 2.2, 2.5.8). A canvas is zoomed, so distance to others is no excuse.
    /// </summary>
    public double TargetMin { get; init; } = 24;

    /// <summary>How far two boxes may reach into each other, and one out of its group: the width of a border.</summary>
    public double OverlapMax { get; init; } = 4;

    /// <summary>Edges that differ by less than this, and more than by rounding, were meant to be in line.</summary>
    public double NearlyAligned { get; init; } = 4;

    /// <summary>Coordinates and sizes beyond this are out of everybody's way, and most often a mistake.</summary>
    public double PageMax { get; init; } = 100_000;

    /// <summary>An atom without arrows that is this far from all others will not be found.</summary>
    public double LoneDistance { get; init; } = 5_000;

    /// <summary>Levels of atoms in atoms.</summary>
    public int DepthMax { get; init; } = 6;

    /// <summary>Shorter texts, such as "yes", may well be there twice.</summary>
    public int DuplicateTextMin { get; init; } = 24;

    /// <summary>Letters in capitals; shorter ones are names and headings.</summary>
    public int CapitalsMin { get; init; } = 20;

    /// <summary>Of all pairs of siblings, the part that may be in another order than they are read.</summary>
    public double DisorderMax { get; init; } = 0.25;

    /// <summary>Contrast of text (WCAG 2.2, 1.4.3).</summary>
    public double TextContrastMin { get; init; } = 4.5;

    /// <summary>Contrast of large text (WCAG 2.2, 1.4.3).</summary>
    public double LargeTextContrastMin { get; init; } = 3;

    /// <summary>Contrast of lines that carry a meaning (WCAG 2.2, 1.4.11).</summary>
    public double LineContrastMin { get; init; } = 3;

    /// <summary>Atoms that a browser still draws at once.</summary>
    public int AtomsMax { get; init; } = 5_000;

    /// <summary>Bytes of the whole canvas, which everyone loads who opens it.</summary>
    public long BytesMax { get; init; } = 4 << 20;

    /// <summary>Characters of one text; each frame that shows it lays it out.</summary>
    public int TextMax { get; init; } = 20_000;

    /// <summary>Bytes of a file inside an atom, which every snapshot and every reader carries.</summary>
    public int EmbeddedMax { get; init; } = 16 << 10;

    /// <summary>Revisions that are kept of a canvas.</summary>
    public long RevisionsMax { get; init; } = 100_000;
}
