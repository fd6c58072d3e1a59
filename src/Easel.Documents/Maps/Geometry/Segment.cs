namespace Easel.Documents.Maps.Geometry;

/// <summary>A straight line between two places.</summary>
internal readonly record struct Segment(Point From, Point To)
{
    public Point Along => To - From;

    /// <summary>Where it is nearest to a place.</summary>
    public Point Nearest(Point to)
    {
        var length = Along.Dot(Along);
        return length == 0 ? From : From + (Along * Math.Clamp((to - From).Dot(Along) / length, 0, 1));
    }

    /// <summary>
    /// Whether two segments share a place; to touch is enough. Distances are compared by cross products, so the margin
    /// of short segments is wider.
    /// </summary>
    public bool Meets(Segment other) => Crosses(other) || Touches(other);

    /// <summary>
    /// Whether each goes through the middle of the other. Segments that only touch, or lie on one another, do not.
    /// </summary>
    public bool GoesThrough(Segment other) => Crosses(other) && !Touches(other);

    private bool Crosses(Segment other) =>
        Parts(other.From, other.To) && other.Parts(From, To);

    private bool Touches(Segment other) =>
        Holds(other.From) || Holds(other.To) || other.Holds(From) || other.Holds(To);

    private bool Parts(Point a, Point b)
    {
        var (left, right) = (Along.Cross(a - From), Along.Cross(b - From));
        return (left > Point.Epsilon && right < -Point.Epsilon) || (left < -Point.Epsilon && right > Point.Epsilon);
    }

    private bool Holds(Point place)
    {
        var (along, to) = (Along, place - From);
        if (Math.Abs(along.Cross(to)) > Point.Epsilon) return false;
        var dot = along.Dot(to);
        return dot >= -Point.Epsilon && dot <= along.Dot(along) + Point.Epsilon;
    }
}
