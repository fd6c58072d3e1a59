using System.Text.Json;
using Easel.Server.Cli;

namespace Easel.Tests.Cli;

public class EventWordsTests
{
    private const string Canvas = """{"scope":"canvas","env":"dev","canvas_id":"c"}""";

    [Theory]
    [InlineData("commit", null, "commit c:7")]
    [InlineData("member_set", """{"user":"bob","role":"viewer"}""", "made bob a viewer")]
    [InlineData("flags_set", """{"flags":{"auto_mode":"true","ws_enabled":null}}""",
        "set auto_mode to true, ws_enabled as inherited")]
    [InlineData(
        "killed", "{\"kill\":{\"target\":" + Canvas + ",\"mode\":\"freeze\",\"reason\":\"leak\"}}", "froze canvas c: leak")]
    [InlineData("killed", """{"kill":{"target":{"scope":"tenant"},"mode":"kill","reason":"a\u001bb"}}""",
        "killed the tenant: a\uFFFDb")]
    [InlineData("released", "{\"target\":" + Canvas + "}", "released canvas c")]
    [InlineData("account_created", null, "account_created c:7")]
    public void TF4_An_event_is_told_in_words(string type, string? data, string words)
    {
        var more = data is null ? "" : $",\"data\":{data}";
        var one = JsonElement.Parse(
            $$"""{"seq":3,"ts":"2026-11-21T12:00:00.000Z","subject":"ada","type":"{{type}}","event_id":"c:7"{{more}}}""");

        var line = EventWords.Of(one);

        Assert.StartsWith("     3  2026-11-21 12:00:00  ada           ", line);
        Assert.EndsWith(words, line);
    }

    [Theory]
    [InlineData("artifacts", "artifact_written", "kept art_1 of plan")]
    [InlineData("artifacts", "artifact_deleted", "deleted art_1 of plan")]
    [InlineData("runs", "run_ended", "ended the run r 1 of plan")]
    [InlineData("runs", "run_undone", "noted that the run r 1 of plan was undone")]
    [InlineData("runs", "run_redone", "noted that the run r 1 of plan was redone")]
    [InlineData("map", "open", "opened the map m:1")]
    [InlineData("map", "edit", "edited the map m:1")]
    [InlineData("map", "saved", "saved the map m:1")]
    [InlineData("map", "validated", "validated the map m:1")]
    [InlineData("map", "undo", "undo m:1:7")]
    [InlineData("map-desk", "map_opened", "opened a map")]
    [InlineData("map-index", "map_file_left", "gave up a map file")]
    [InlineData("canvas", "map_file_left", "map_file_left m:1:7")]
    public void TF4_What_is_kept_beside_canvases_is_told_in_words(string kind, string type, string words)
    {
        var one = JsonElement.Parse($$"""
            {"seq":3,"ts":"2026-11-21T12:00:00.000Z","subject":"ada","type":"{{type}}","kind":"{{kind}}",
            "canvas_id":"plan","event_id":"m:1:7","correlation_id":"r 1","artifact_id":"art_1"}
            """);

        Assert.EndsWith($"  {words}", EventWords.Of(one));
    }
}
