using Easel.Server.Drawing;

namespace Easel.Server.Audits.Rules;

/// <summary>How far two boxes reach into each other; negative where there is a gap.</summary>
internal readonly record struct Overlap(double X, double Y)
{
    public bool IsThere => X > 0 && Y > 0;

    public static Overlap Of(Box a, Box b) => new(
        Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X),
        Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));

    public bool IsDeeperThan(double max) => X > max && Y > max;
}

/// <summary>Whether a box lies inside another.</summary>
internal static class Inside
{
    /// <param name="tolerance">How far it may reach out.</param>
    public static bool Holds(this Box outer, Box inner, double tolerance = 0) =>
        inner.X >= outer.X - tolerance && inner.Y >= outer.Y - tolerance
        && inner.X + inner.Width <= outer.X + outer.Width + tolerance
        && inner.Y + inner.Height <= outer.Y + outer.Height + tolerance;
}
