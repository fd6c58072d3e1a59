namespace Easel.Documents.Maps.Geometry;

/// <summary>Which sector a place or a polygon is in. A sector's boundary is the walls that face it.</summary>
internal static class SectorSearch
{
    /// <summary>
    /// The sector that holds all corners of a polygon; of several the smallest, then that of the lowest id.
    /// </summary>
    public static double? Around(MapSurvey survey, ReadOnlySpan<Point> polygon)
    {
        var holding = Holding(survey, survey.Walls, polygon[0]);
        foreach (var id in holding.ToArray())
        {
            if (!survey.Sectors.Contains(id)) holding.Remove(id);
        }

        if (holding.Count == 0) return null;

        // Few sectors lie over one another: from here on only their walls matter.
        var facing = new List<SurveyedWall>();
        foreach (var wall in survey.Walls)
        {
            if (holding.Contains(wall.Front)) facing.Add(wall);
        }

        SurveyedWall[] walls = [.. facing];
        foreach (var corner in polygon[1..]) holding.IntersectWith(Holding(survey, walls, corner));
        return holding.Count == 0 ? null : holding.MinBy(id => (Math.Abs(DoubleArea(survey, walls, id)), id));
    }

    /// <summary>Whether a place is in a sector.</summary>
    public static bool IsIn(MapSurvey survey, Point place, double sector) =>
        Holding(survey, survey.Walls, place).Contains(sector);

    /// <summary>Twice the area of a sector; positive if its walls run counter-clockwise (y up).</summary>
    public static double DoubleArea(MapSurvey survey, ReadOnlySpan<SurveyedWall> walls, double sector)
    {
        var sum = 0d;
        foreach (var wall in walls)
        {
            if (wall.Front != sector) continue;
            var (from, to) = survey.SegmentOf(wall);
            sum += from.Cross(to);
        }

        return sum;
    }

    /// <summary>
    /// Sectors whose boundary a ray to the right of a place crosses an odd number of times, and those whose boundary
    /// it is on.
    /// </summary>
    private static HashSet<double> Holding(MapSurvey survey, ReadOnlySpan<SurveyedWall> walls, Point place)
    {
        var odd = new HashSet<double>();
        var on = new HashSet<double>();
        foreach (var wall in walls)
        {
            var (from, to) = survey.SegmentOf(wall);
            if (from.Y > place.Y == to.Y > place.Y) continue;
            var x = from.X + ((place.Y - from.Y) * (to.X - from.X) / (to.Y - from.Y));
            if (x == place.X) on.Add(wall.Front);
            else if (x > place.X && !odd.Remove(wall.Front)) odd.Add(wall.Front);
        }

        odd.UnionWith(on);
        return odd;
    }
}
