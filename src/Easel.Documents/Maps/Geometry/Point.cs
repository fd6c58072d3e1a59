namespace Easel.Documents.Maps.Geometry;

/// <summary>A place on a map.</summary>
internal readonly record struct Point(double X, double Y)
{
    /// <summary>How near is the same: what coordinates lose in arithmetic, and far below what anyone draws.</summary>
    public const double Epsilon = 1e-6;

    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(Point a, double by) => new(a.X * by, a.Y * by);

    public double Dot(Point other) => (X * other.X) + (Y * other.Y);

    public double Cross(Point other) => (X * other.Y) - (Y * other.X);

    /// <summary>Whether it is the same place, in a straight line.</summary>
    public bool IsAt(Point other) => (this - other).Dot(this - other) <= Epsilon * Epsilon;

    /// <summary>Whether it is the same place, on each axis by itself.</summary>
    public bool IsOn(Point other) => Math.Abs(X - other.X) <= Epsilon && Math.Abs(Y - other.Y) <= Epsilon;
}
