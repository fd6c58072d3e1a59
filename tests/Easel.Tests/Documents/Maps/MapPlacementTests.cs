using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>Where rooms may be put, beyond the golden vectors. The box is 20 by 12.</summary>
public class MapPlacementTests
{
    [Theory]
    [InlineData(13, 12, null)]
    [InlineData(130, 12, null)] // As far as twelve pixels can be, at the smallest scale.
    [InlineData(135, 12, RoomFault.AdjacentTooFar)]
    [InlineData(1_000, 0, RoomFault.AdjacentTooFar)]
    [InlineData(12, 0, null)]
    public void A_room_is_not_drawn_to_a_wall_from_farther_than_the_client_said(
        double lowEdge, double pixels, string? fault) =>
        Assert.Equal(Code(fault), Error(Levels.Room(10, lowEdge + 2, 8, 4, Levels.Adjacent(2, pixels))));

    [Fact]
    public void A_room_across_a_wall_is_not_snapped_into_the_sector()
    {
        // From 5 to 13: its far edge is the nearest to the wall at 12, and snapping that would leave the room inside.
        Assert.Equal(Code(RoomFault.IntersectsWalls), Error(Levels.Room(10, 9, 8, 8, Levels.Adjacent(2, 3))));
        // From 11 to 19 the near edge is nearest, and the room comes to lie outside.
        Assert.Null(Error(Levels.Room(10, 15, 8, 8, Levels.Adjacent(2, 3))));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(0.01, "map-edit/stamp-room/non-collinear")]
    public void An_edge_must_lie_along_the_wall(double askew, string? code) => Assert.Equal(code, Error(Levels.Stamp(
        Levels.Adjacent(2, 3), "T", (6, 13), (14, 13 + askew), (14, 17), (6, 17.5))));

    [Fact]
    public void The_walls_of_a_portal_run_against_each_other_whichever_way_the_room_was_drawn()
    {
        (double, double)[] corners = [(6, 13), (14, 13), (14, 17), (6, 17)];
        var forwards = Walls(Levels.Stamp(Levels.Adjacent(2, 3), "T", corners));
        var backwards = Walls(Levels.Stamp(Levels.Adjacent(2, 3), "T", [.. corners.Reverse()]));
        foreach (var walls in new[] { forwards, backwards })
        {
            var twin = walls.Single(wall => wall.Back == 4);
            Assert.Equal((walls[2].V1, walls[2].V0, 4, 5), (twin.V0, twin.V1, twin.Back, walls[2].Back));
            Assert.Equal(10, walls.Length);
        }
    }

    [Fact]
    public void A_nested_room_runs_the_same_way_round_as_the_sector_around_it()
    {
        var triangle = Levels.Room(10, 6, 4, 4, Levels.Nested(4), "triangle");
        var rectangle = Levels.Room(10, 6, 4, 4, Levels.Nested(4));
        Assert.True(Area(rectangle) > 0);
        Assert.True(Area(triangle) > 0);
    }

    [Fact]
    public void A_nested_room_may_not_enclose_another()
    {
        var inner = Applied(Levels.Box, Levels.Room(10, 6, 2, 2, Levels.Nested(4)));
        Assert.Equal(Code(RoomFault.IntersectsWalls), Error(Levels.Room(10, 6, 6, 6, Levels.Nested(4)), inner));
        Assert.Null(Error(Levels.Room(4, 6, 3, 3, Levels.Nested(4)), inner));
    }

    [Fact]
    public void A_room_in_a_nested_room_belongs_to_the_inner_one()
    {
        var inner = Applied(Levels.Box, Levels.Room(10, 6, 8, 8, Levels.Nested(4)));
        Assert.Equal(Code(RoomFault.NotInsideAnySector), Error(Levels.Room(10, 6, 2, 2, Levels.Nested(4)), inner));
        Assert.Null(Error(Levels.Room(10, 6, 2, 2, Levels.Nested(5)), inner));
    }

    [Fact]
    public void A_blank_texture_of_a_stamp_does_not_end_all_building()
    {
        var stamped = Applied(
            """{"vertices":[],"walls":[],"sectors":[]}""",
            Levels.Stamp(Levels.Seed, " ", (0, 0), (20, 0), (20, 20), (0, 20)));
        Assert.Contains("\"tex\":\"\"", stamped);
        Assert.Null(Error(Levels.Room(10, 10, 2, 2, Levels.Nested(0)), stamped));
    }

    [Fact]
    public void Corners_in_a_row_must_be_apart() => Assert.Equal(
        "map-edit/stamp-room/invalid-request",
        Error(Levels.Stamp(Levels.Nested(4), "T", (5, 5), (5, 5), (9, 5), (9, 9))));

    [Theory]
    [InlineData(MapLimits.CornersMax, null)]
    [InlineData(MapLimits.CornersMax + 1, "map-edit/stamp-room/invalid-request")]
    public void A_stamp_has_a_limit_of_corners(int count, string? code)
    {
        var circle = Enumerable.Range(0, count).Select(i => double.Tau * i / count)
            .Select(angle => (10 + (4 * Math.Cos(angle)), 6 + (4 * Math.Sin(angle)))).ToArray();
        Assert.Equal(code, Error(Levels.Stamp(Levels.Nested(4), "T", circle)));
    }

    [Fact]
    public void A_texture_of_a_new_room_is_trimmed()
    {
        var room = Levels.Room(10, 6, 4, 2, Levels.Nested(4)).Replace("W2.PNG", " W2.PNG ");
        Assert.Contains("\"tex\":\"W2.PNG\"", Applied(Levels.Box, room));
    }

    [Fact]
    public void Where_no_id_is_above_all_others_the_lowest_free_one_is_taken()
    {
        const long highest = (1L << 53) - 1;
        var map = Levels.Box
            .Replace("\"id\":4", $"\"id\":{highest}").Replace("front_sector\":4", $"front_sector\":{highest}");
        var joined = Applied(map, Levels.Room(10, 6, 4, 2, Levels.Nested(highest)));
        Assert.Contains("\"id\":0,", joined);
    }

    private static string? Code(string? fault) => fault is null ? null : MapEditCodes.CreateRoom + fault;

    private static string? Error(string command, string map = Levels.Box) =>
        MapEngine.Apply(Levels.Json(map), Levels.Json(command)).Error?.Code;

    private static string Applied(string map, string command) =>
        MapEngine.Apply(Levels.Json(map), Levels.Json(command)).Change!.Map.ToString();

    private static (int V0, int V1, int Front, int Back)[] Walls(string command)
    {
        var map = MapEngine.Apply(Levels.Json(Levels.Box), Levels.Json(command)).Change!.Map;
        return [.. ((JsonList)map["walls"]!).Items.ToArray().Cast<JsonRecord>().Select(wall =>
            (Int(wall, "v0"), Int(wall, "v1"), Int(wall, "front_sector"), Int(wall, "back_sector")))];
    }

    /// <summary>Twice the area that the walls of the new sector run around; positive if counter-clockwise.</summary>
    private static double Area(string command)
    {
        var map = MapEngine.Apply(Levels.Json(Levels.Box), Levels.Json(command)).Change!.Map;
        var at = ((JsonList)map["vertices"]!).Items.ToArray().Cast<JsonRecord>()
            .Select(vertex => (X: Number(vertex, "x"), Y: Number(vertex, "y"))).ToArray();
        return Walls(command).Where(wall => wall.Front == 5)
            .Sum(wall => (at[wall.V0].X * at[wall.V1].Y) - (at[wall.V1].X * at[wall.V0].Y));
    }

    private static int Int(JsonRecord record, string name) => (int)Number(record, name);

    private static double Number(JsonRecord record, string name) => ((JsonScalar)record[name]!).Number;
}
