using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>What the golden vectors leave open about single commands.</summary>
public class MapCommandTests
{
    /// <summary>Members that a command cannot do without are gone or of another type: that has an answer.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("""{"kind":"map-edit/delete"}""")]
    [InlineData("""{"kind":"map-edit/delete","target":null}""")]
    [InlineData("""{"kind":"map-edit/clone","target":[]}""")]
    [InlineData("""{"kind":"map-edit/create-light","at":null}""")]
    [InlineData("""{"kind":"map-edit/create-light","at":{"x":1e400,"y":0}}""")]
    [InlineData("""{"kind":"map-edit/create-entity","at":{"x":0,"y":0}}""")]
    [InlineData("""{"kind":"map-edit/create-entity","at":{"x":0,"y":0},"def":null}""")]
    [InlineData("""{"kind":"map-edit/split-wall","wallIndex":0}""")]
    [InlineData("""{"kind":"map-edit/move-light","target":{"kind":"light","index":0}}""")]
    [InlineData("""{"kind":"map-edit/move-entity","to":{"x":0,"y":0}}""")]
    [InlineData("""{"kind":"map-edit/set-player-start"}""")]
    [InlineData("""{"kind":"map-edit/set-player-start","playerStart":7}""")]
    [InlineData("""{"kind":"map-edit/set-sector-wall-tex","sectorId":4}""")]
    [InlineData("""{"kind":"map-edit/update-fields","target":{"kind":"map"}}""")]
    [InlineData("""{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":[]}""")]
    [InlineData("""{"kind":"map-edit/update-fields","set":{}}""")]
    [InlineData("""{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{"a":1e400}}""")]
    [InlineData("""{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{" ":1}}""")]
    [InlineData("""{"kind":"map-edit/transaction","commands":{}}""")]
    [InlineData("""{"kind":"map-edit/transaction","commands":[{}],"label":1}""")]
    [InlineData("""{"kind":"map-edit/transaction","commands":[{}],"selection":{"ref":{"kind":"moon"}}}""")]
    public void MP5_A_malformed_command_is_invalid_json(string command) =>
        Assert.Equal(MapEditCodes.InvalidJson, Refusal(Levels.Box, command).Code);

    [Theory]
    [InlineData("""{"kind":"map-edit/delete","target":{"kind":"light"}}""", MapEditCodes.NotFound)]
    [InlineData("""{"kind":"map-edit/delete","target":{"kind":7}}""", MapEditCodes.UnsupportedTarget)]
    [InlineData("""{"kind":"map-edit/create-door"}""", MapEditCodes.NotFound)]
    [InlineData("""{"kind":"map-edit/create-room"}""", "map-edit/create-room/invalid-request")]
    [InlineData("""{"kind":"map-edit/stamp-room","request":7}""", "map-edit/stamp-room/invalid-request")]
    [InlineData("""{"kind":7}""", MapEditCodes.UnsupportedTarget)]
    [InlineData("{}", MapEditCodes.UnsupportedTarget)]
    [InlineData("""{"kind":"map-edit/transaction","commands":[]}""", MapEditCodes.TransactionEmpty)]
    public void MP5_Other_members_have_answers_of_their_own(string command, string code) =>
        Assert.Equal(code, Refusal(Levels.Box, command).Code);

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    public void A_malformed_step_of_a_transaction_is_named(string step)
    {
        var error = Refusal(Levels.Box, $$"""{"kind":"map-edit/transaction","commands":[{{step}}]}""");
        Assert.Equal((MapEditCodes.TransactionStepFailed, 0), (error.Code, error.StepIndex));
        Assert.Equal(MapEditCodes.InvalidJson, error.Cause!.Code);
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, MapEditCodes.TransactionTooLarge)]
    public void A_transaction_has_at_most_100_commands(int count, string? code)
    {
        var step = """{"kind":"map-edit/set-player-start","playerStart":{"x":0,"y":0,"angleDeg":0}}""";
        var steps = string.Join(',', Enumerable.Repeat(step, count));
        var outcome = Apply(Levels.Box, $$"""{"kind":"map-edit/transaction","commands":[{{steps}}],"label":""}""");
        Assert.Equal(code, outcome.Error?.Code);
        Assert.Equal(code is null ? "" : null, outcome.Change?.Label);
    }

    [Fact]
    public void An_edit_leaves_every_other_token_as_it_is()
    {
        const string move = """
            {"kind":"map-edit/move-light","target":{"kind":"light","index":2},"to":{"x":9,"y":8.5}}
            """;
        var map = Levels.Json(Levels.Box).ToString();
        Assert.Equal(map.Replace("3.50", "9").Replace("\"x\":9,\"y\":3", "\"x\":9,\"y\":8.5"), Map(Levels.Box, move));
    }

    [Fact]
    public void Fields_keep_the_spelling_in_which_they_were_sent()
    {
        var set = """
            {"kind":"map-edit/update-fields","target":{"kind":"light","index":0},"set":{"r":1.50,"é":"\u0041"}}
            """;
        Assert.Contains("""{"x":1,"y":1,"r":1.50,"é":"\u0041"}""", Map(Levels.Box, set));
    }

    [Fact]
    public void The_number_of_fields_set_at_once_is_bounded()
    {
        static string Set(int count) => """{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{"""
            + string.Join(',', Enumerable.Range(0, count).Select(i => $"\"f{i}\":1")) + "}}";
        Assert.NotNull(Apply(Levels.Box, Set(MapLimits.FieldsMax)).Change);
        Assert.Equal(MapEditCodes.InvalidJson, Refusal(Levels.Box, Set(MapLimits.FieldsMax + 1)).Code);
    }

    [Fact]
    public void A_map_cannot_be_made_larger_than_its_limit()
    {
        var map = $$"""{"lights":[{"x":0,"y":0,"note":"{{new string('n', 1 << 20)}}"}]}""";
        var clone = """{"kind":"map-edit/clone","target":{"kind":"light","index":0}}""";
        var clones = string.Join(',', Enumerable.Repeat(clone, 20));
        Assert.NotNull(Apply(map, clone).Change);
        var error = Refusal(map, $$"""{"kind":"map-edit/transaction","commands":[{{clones}}]}""");
        Assert.Equal(MapEditCodes.InvalidJson, error.Code);
    }

    [Fact]
    public void A_text_is_trimmed_as_ECMAScript_does()
    {
        var create = """{"kind":"map-edit/create-entity","at":{"x":0,"y":0},"def":"\uFEFF\u00A0imp\u0085\u2028"}""";
        Assert.Contains("\"def\":\"imp\u0085\"", Map(Levels.Box, create));
    }

    [Fact]
    public void A_door_is_found_by_what_its_id_says_not_by_how_it_is_spelled()
    {
        const string map = """{"doors":[{"id":"g\u0061te","wall_index":0}]}""";
        var delete = """{"kind":"map-edit/delete","target":{"kind":"door","id":"gate"}}""";
        Assert.Equal("""{"doors":[]}""", Map(map, delete));
    }

    [Fact]
    public void A_split_takes_the_solid_wall_of_the_next_sector_along()
    {
        const string map = """
            {"vertices":[{"x":0,"y":0},{"x":10,"y":0}],"sectors":[],
             "walls":[{"v0":0,"v1":1,"front_sector":1,"back_sector":-1,"tex":"A"},
                      {"v0":1,"v1":0,"front_sector":2,"back_sector":-1,"tex":"B"},
                      {"v0":1,"v1":0,"front_sector":3,"back_sector":1,"tex":"P"}]}
            """;
        var split = Map(map, """{"kind":"map-edit/split-wall","wallIndex":0,"at":{"x":4,"y":7}}""");
        Assert.EndsWith(
            """
            "walls":[{"v0":0,"v1":2,"front_sector":1,"back_sector":-1,"tex":"A"},
            {"v0":1,"v1":2,"front_sector":2,"back_sector":-1,"tex":"B"},
            {"v0":1,"v1":0,"front_sector":3,"back_sector":1,"tex":"P"},
            {"v0":2,"v1":1,"front_sector":1,"back_sector":-1,"tex":"A"},
            {"v0":2,"v1":0,"front_sector":2,"back_sector":-1,"tex":"B"}]}
            """.ReplaceLineEndings(""),
            split, StringComparison.Ordinal);
    }

    private static MapOutcome Apply(string map, string command) =>
        MapEngine.Apply(Levels.Json(map), Levels.Json(command));

    private static MapEditError Refusal(string map, string command)
    {
        var error = Apply(map, command).Error;
        Assert.NotNull(error);
        return error;
    }

    private static string Map(string map, string command) => Apply(map, command).Change!.Map.ToString();
}
