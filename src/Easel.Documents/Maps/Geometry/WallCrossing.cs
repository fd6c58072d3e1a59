namespace Easel.Documents.Maps.Geometry;

/// <summary>Whether a polygon gets in the way of walls.</summary>
internal static class WallCrossing
{
    /// <summary>Whether an edge meets a wall, or a wall lies inside the polygon.</summary>
    public static bool MeetsAny(MapSurvey survey, ReadOnlySpan<Point> polygon)
    {
        var box = Box.Around(polygon);
        foreach (var wall in survey.Walls)
        {
            var segment = survey.SegmentOf(wall);
            if (box.IsApartFrom(segment)) continue;
            for (var i = 0; i < polygon.Length; i++)
            {
                if (segment.Meets(Corners.Edge(polygon, i))) return true;
            }

            // No edge meets it, so it is inside as a whole or not at all.
            if (Corners.Holds(polygon, segment.From)) return true;
        }

        return false;
    }

    /// <summary>
    /// Whether an edge goes through the middle of a wall. Rooms side by side touch, so touching is no fault here.
    /// </summary>
    public static bool GoesThroughAny(MapSurvey survey, ReadOnlySpan<Point> polygon, int butWall)
    {
        var box = Box.Around(polygon);
        for (var at = 0; at < survey.WallCount; at++)
        {
            var segment = survey.SegmentOf(survey.Walls[at]);
            if (at == butWall || box.IsApartFrom(segment)) continue;
            for (var i = 0; i < polygon.Length; i++)
            {
                if (segment.GoesThrough(Corners.Edge(polygon, i))) return true;
            }
        }

        return false;
    }
}
