using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>Moving lights and entities, and hanging doors: each answer, and which comes first.</summary>
public class MapMoveAndDoorTests
{
    private const string Gone = MapEditCodes.NotFound;
    private const string Wrong = MapEditCodes.InvalidJson;

    // Walls: a portal, its twin, a solid one, and three that are odd.
    private const string Portals = """
        {"walls":[{"v0":0,"v1":1,"front_sector":1,"back_sector":2},{"v0":1,"v1":0,"front_sector":2,"back_sector":1},
                  {"v0":1,"v1":2,"front_sector":1,"back_sector":-1},null,{"back_sector":0.5},{"back_sector":"2"}]}
        """;

    [Theory]
    [InlineData("""[{"x":1,"y":1}]""", "0", """{"x":1}""", Wrong)]
    [InlineData("""[{"x":1,"y":1}]""", "0", """{"x":"1","y":2}""", Wrong)]
    [InlineData("""[{"x":1,"y":1}]""", "-1", """{"x":1e400,"y":2}""", Wrong)] // The place comes before the index,
    [InlineData("{}", "-1", """{"x":1,"y":2}""", Gone)] // the index before the list,
    [InlineData("[]", "0.5", """{"x":1,"y":2}""", Gone)]
    [InlineData("[]", "\"0\"", """{"x":1,"y":2}""", Gone)]
    [InlineData("[]", "null", """{"x":1,"y":2}""", Gone)]
    [InlineData("{}", "0", """{"x":1,"y":2}""", Wrong)] // the list before the entry.
    [InlineData("null", "0", """{"x":1,"y":2}""", Wrong)]
    [InlineData("[]", "0", """{"x":1,"y":2}""", Gone)]
    [InlineData("""[{"x":1,"y":1}]""", "1", """{"x":1,"y":2}""", Gone)]
    [InlineData("[null]", "0", """{"x":1,"y":2}""", Wrong)]
    [InlineData("[[1,2]]", "0", """{"x":1,"y":2}""", Wrong)]
    [InlineData("""[{"x":1}]""", "0", """{"x":1,"y":2}""", Wrong)]
    [InlineData("""[{"x":"1","y":2}]""", "0", """{"x":1,"y":2}""", Wrong)]
    public void MP5_What_cannot_be_moved_has_its_answer(string list, string index, string to, string code)
    {
        foreach (var (kind, name) in ((string, string)[])[("light", "lights"), ("entity", "entities")])
            Assert.Equal(code, Apply($$"""{"{{name}}":{{list}}}""", Move(kind, index, to)).Error?.Code);
    }

    [Fact]
    public void MP5_Without_its_list_nothing_can_be_moved()
    {
        foreach (var kind in (string[])["light", "entity"])
            Assert.Equal(Wrong, Apply("{}", Move(kind, "0", """{"x":1,"y":2}""")).Error?.Code);
    }

    [Theory]
    [InlineData("light", "lights")]
    [InlineData("entity", "entities")]
    public void A_move_sets_the_place_and_keeps_all_else_where_it_was(string kind, string name)
    {
        var map = $$"""{"a":1,"{{name}}":[{"x":9,"y":9},{"k":[1.0],"y":2,"z":0,"x":1,"n":null},null],"b":1e2}""";

        var moved = Apply(map, Move(kind, "1.0", """{"x":-3.5,"y":0,"z":7}""")).Change!;

        Assert.Equal(map.Replace("\"y\":2", "\"y\":0").Replace("\"x\":1,\"n", "\"x\":-3.5,\"n"), moved.Map.ToString());
        Assert.Equal("""{"kind":"map-edit/selection/keep"}""", moved.Selection.ToJson().ToString());
        Assert.Empty(moved.Shifts);
    }

    [Fact]
    public void The_command_says_what_is_moved_not_the_kind_of_its_target()
    {
        const string map = """{"lights":[{"x":1,"y":1}],"entities":[{"x":1,"y":1}]}""";
        var crossed = Move("light", "0", """{"x":2,"y":1}""").Replace("\"kind\":\"light\"", "\"kind\":\"entity\"");
        var moved = Apply(map, crossed).Change!.Map.ToString();
        Assert.Equal("""{"lights":[{"x":2,"y":1}],"entities":[{"x":1,"y":1}]}""", moved);
    }

    [Theory]
    [InlineData("{}", "-1", Gone)] // The index comes before the list,
    [InlineData("{}", "1.5", Gone)]
    [InlineData("{}", "\"0\"", Gone)]
    [InlineData("{}", "0", Wrong)] // the list before the entry,
    [InlineData("""{"walls":null}""", "0", Wrong)]
    [InlineData(Portals, "6", Gone)]
    [InlineData(Portals, "3", Wrong)]
    [InlineData(Portals, "4", Wrong)]
    [InlineData(Portals, "5", Wrong)]
    [InlineData(Portals, "2", MapEditCodes.NotAPortal)]
    public void MP5_A_door_hangs_in_a_portal_alone(string map, string wall, string code) =>
        Assert.Equal(code, Apply(map, Door(wall)).Error?.Code);

    [Theory]
    [InlineData("null", "0", Wrong)]
    [InlineData("{}", "0", Wrong)]
    [InlineData("null", "2", MapEditCodes.NotAPortal)] // The wall is looked at first.
    [InlineData("""[{"id":"a","wall_index":0}]""", "0", MapEditCodes.DoorAlreadyExists)]
    [InlineData("""[null,{"wall_index":0.0}]""", "0", MapEditCodes.DoorAlreadyExists)]
    [InlineData("""[{"id":"a","wall_index":"0"},7]""", "0", null)]
    [InlineData("""[{"id":"a","wall_index":0}]""", "1", null)] // The other side is a wall of its own.
    public void MP5_A_wall_has_one_door(string doors, string wall, string? code) =>
        Assert.Equal(code, Apply(With(doors), Door(wall)).Error?.Code);

    [Theory]
    [InlineData("[]", "door-1")]
    [InlineData("""[{"id":"door-1"},{"id":"door-3"},null]""", "door-2")]
    [InlineData("""[{"id":"door-2"},{"id":"DOOR-1"},{"id":7}]""", "door-1")]
    public void A_door_has_the_lowest_free_number(string doors, string id)
    {
        var made = Apply(With(doors), Door("0")).Change!;
        Assert.EndsWith($$"""{"id":"{{id}}","wall_index":0,"starts_closed":true}]}""", made.Map.ToString());
        Assert.Equal(
            $$$"""{"kind":"map-edit/selection/set","ref":{"kind":"door","id":"{{{id}}}"}}""",
            made.Selection.ToJson().ToString());
    }

    [Fact]
    public void A_map_without_doors_gets_the_list_as_its_last_member() => Assert.EndsWith(
        ""","doors":[{"id":"door-1","wall_index":1,"starts_closed":true}]}""",
        Apply(Portals, Door("1")).Change!.Map.ToString());

    private static string With(string doors) => Portals.Trim()[..^1] + $",\"doors\":{doors}}}";

    private static string Door(string wall) => $$"""{"kind":"map-edit/create-door","atWallIndex":{{wall}}}""";

    private static string Move(string kind, string index, string to) =>
        $$$"""{"kind":"map-edit/move-{{{kind}}}","target":{"kind":"{{{kind}}}","index":{{{index}}}},"to":{{{to}}}}""";

    private static MapOutcome Apply(string map, string command) =>
        MapEngine.Apply(Levels.Json(map), Levels.Json(command));
}
