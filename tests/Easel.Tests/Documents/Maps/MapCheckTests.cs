using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Checks;

namespace Easel.Tests.Documents.Maps;

public class MapCheckTests
{
    [Theory]
    [InlineData("[]", "$ must")]
    [InlineData("{}", "$.vertices")]
    [InlineData("""{"vertices":[],"sectors":[]}""", "$.walls")]
    [InlineData("""{"vertices":[],"sectors":[],"walls":[],"doors":null}""", "$.doors must")]
    [InlineData("""{"vertices":[{"x":1}],"sectors":[],"walls":[]}""", "$.vertices[0].y")]
    [InlineData("""{"vertices":[1],"sectors":[],"walls":[]}""", "$.vertices[0] must")]
    [InlineData("""{"vertices":[],"sectors":[],"walls":[],"sky":1}""", "$.sky")]
    [InlineData("""{"vertices":[],"sectors":[],"walls":[],"lights":[{"x":1,"y":1,"radius":1}]}""", ".intensity")]
    [InlineData("""{"vertices":[],"sectors":[],"walls":[],"entities":[{"x":1,"y":1,"yaw_deg":null}]}""", ".yaw_deg")]
    [InlineData("""{"vertices":[],"sectors":[],"walls":[],"doors":[{"id":" ","wall_index":0}]}""", ".id")]
    public void MP7_What_no_game_could_read_is_refused_with_its_place(string map, string where)
    {
        Assert.Contains(where, MapDecoder.FaultOf(Levels.Json(map)));
    }

    [Theory]
    [InlineData("""{"x":1,"y":1,"radius":1,"brightness":1}""")]
    [InlineData("""{"x":1,"y":1,"radius":1,"intensity":1,"color":"ff00aa","flicker":"none"}""")]
    [InlineData("""{"x":1,"y":1,"radius":1,"intensity":null,"brightness":2,"color":{"r":1,"g":0,"b":0}}""")]
    public void MP7_Lights_of_all_ages_can_be_read(string light)
    {
        Assert.Null(MapDecoder.FaultOf(Levels.Json(
            $$"""{"vertices":[],"sectors":[],"walls":[],"lights":[{{light}}]}""")));
    }

    [Theory]
    [InlineData("e1m1")]
    [InlineData("e1m5")]
    [InlineData("e2m8")]
    [InlineData("e3m2")]
    public void MP7_Real_levels_can_be_read(string level) => Assert.Null(MapDecoder.FaultOf(Levels.Read(level)));

    [Fact]
    public void MP7_A_sound_map_has_no_findings_and_each_fault_has_its_own()
    {
        var box = Levels.Record(Levels.Box);
        Assert.Empty(MapFindings.Of(box));

        Assert.Equal(["duplicate-id sector 1"], Found("sectors", box,
            """{"id":4,"floor_z":0,"ceil_z":3,"floor_tex":"F","ceil_tex":"C","light":1}"""));
        Assert.Equal(["no-walls sector 1", "blank-texture sector 1"], Found("sectors", box,
            """{"id":5,"floor_z":0,"ceil_z":3,"floor_tex":" ","ceil_tex":"C","light":1}"""));
        Assert.Equal(["missing-vertex wall 4", "missing-sector wall 4", "missing-sector wall 4"], Found("walls", box,
            """{"v0":0,"v1":9,"front_sector":7,"back_sector":8,"tex":"W"}"""));
        Assert.Equal(["degenerate-wall wall 4"], Found("walls", box,
            """{"v0":1,"v1":1,"front_sector":4,"back_sector":-1,"tex":"W"}"""));
        Assert.Equal(["open-sector sector 0"], Found("walls", box,
            """{"v0":0,"v1":2,"front_sector":4,"back_sector":-1,"tex":"W"}"""));
        Assert.Equal(["not-a-portal door 0", "duplicate-id door 1", "missing-wall door 1"], Found("doors", box,
            """{"id":"a","wall_index":0}""", """{"id":"a","wall_index":44}"""));
    }

    private static IEnumerable<string> Found(string list, JsonRecord map, params string[] more)
    {
        var present = map[list] as JsonList ?? JsonList.Empty;
        var longer = map.Set(list, present.Append([.. more.Select(Levels.Json)]));
        return MapFindings.Of(longer).Select(one => $"{one.Rule} {one.Kind} {one.Index}");
    }
}
