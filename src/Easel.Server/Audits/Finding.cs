using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>How much a finding matters.</summary>
internal enum Severity
{
    /// <summary>Advice: somebody may have meant it.</summary>
    Info,

    /// <summary>Readers are hindered, or work is in danger of being missed.</summary>
    Warning,

    /// <summary>Something is broken, lost or cannot be read.</summary>
    Error,
}

/// <summary>What a rule found. Of what is written on the canvas it repeats no more than the beginning.</summary>
/// <param name="AtomId">Null where it is about the canvas as a whole.</param>
internal sealed record Finding(
    string Rule, Severity Severity, string Message, string? AtomId, Location? Location, string Fix)
{
    /// <summary>The beginning of what is written on the atom; null if nothing is.</summary>
    public string? AtomText { get; init; }
}

/// <summary>Where on the canvas to look.</summary>
internal sealed record Location(double X, double Y, double Width, double Height)
{
    public static Location Of(Box box) => new(box.X, box.Y, box.Width, box.Height);
}
