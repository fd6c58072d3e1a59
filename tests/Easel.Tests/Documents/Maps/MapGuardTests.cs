using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>What is checked before a map is looked at, and in which order.</summary>
public class MapGuardTests
{
    private const string Light = """{"kind":"map-edit/create-light","at":{"x":1,"y":2}}""";

    [Theory]
    [InlineData("""{"command":{"kind":"map-edit/zz"}}""")]
    [InlineData("""{"baseRevision":null,"command":{}}""")]
    [InlineData("""{"baseRevision":"1","command":{}}""")]
    [InlineData("""{"baseRevision":true,"command":{}}""")]
    [InlineData("""{"baseRevision":1e400,"command":{}}""")]
    [InlineData("""{"baseRevision":1}""")]
    [InlineData("""{"baseRevision":1,"command":[]}""")]
    [InlineData("""{"baseRevision":1,"command":"zz"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData(null)]
    public void MP5_A_malformed_request_is_refused_first(string? request)
    {
        foreach (var state in new[] { MapState.Empty, Levels.Open() })
            Assert.Equal(MapEditCodes.InvalidJson, Error(state, MapAction.Edit, request).Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"baseRevision":"1"}""")]
    [InlineData("""{"baseRevision":1,"steps":"3"}""")]
    [InlineData("""{"baseRevision":1,"steps":[]}""")]
    [InlineData(null)]
    public void MP5_Undo_and_redo_never_mean_the_current_revision(string? request)
    {
        foreach (var action in new[] { MapAction.Undo, MapAction.Redo })
            Assert.Equal(MapEditCodes.InvalidJson, Error(Levels.Open(), action, request).Code);
    }

    [Fact]
    public void MP4_Then_no_document_then_stale_then_the_command()
    {
        const string unknown = """{"baseRevision":7,"command":{"kind":"map-edit/zz"}}""";
        Assert.Equal(MapEditCodes.NoDocument, Error(MapState.Empty, MapAction.Edit, unknown).Code);
        var stale = Error(Levels.Open(), MapAction.Edit, unknown);
        Assert.Equal((MapEditCodes.StaleRevision, 1L), (stale.Code, stale.CurrentRevision));
        Assert.Equal(MapEditCodes.UnsupportedTarget,
            Error(Levels.Open("[]"), MapAction.Edit, unknown.Replace('7', '1')).Code);
        Assert.Equal(MapEditCodes.StaleRevision, Error(Levels.Open(), MapAction.Undo, """{"baseRevision":2}""").Code);
        Assert.Equal(MapEditCodes.NotFound, Error(Levels.Open(), MapAction.Undo, """{"baseRevision":1}""").Code);
        Assert.Equal(MapEditCodes.StaleRevision, Error(Levels.Open(), MapAction.Redo, """{"baseRevision":1.5}""").Code);
    }

    [Fact]
    public void MP4_A_stale_error_tells_the_current_revision() => Assert.Equal(
        """
        {"kind":"map-edit-error","code":"map-edit/stale-revision",
        "message":"The request was made on revision 9; the map is at revision 1.","currentRevision":1}
        """.ReplaceLineEndings(""),
        Error(Levels.Open(), MapAction.Edit, $$"""{"baseRevision":9,"command":{{Light}} }""").ToJson().ToString());

    [Fact]
    public void An_accepted_edit_answers_selection_history_and_revision()
    {
        var decision = MapGuard.Decide(
            Levels.Open(), MapAction.Edit, Levels.Json($$"""{"baseRevision":1.0,"command":{{Light}} }"""));
        Assert.Equal(
            """
            {"kind":"map-edit/applied",
            "selection":{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}},
            "history":{"canUndo":true,"canRedo":false,"undoDepth":1,"redoDepth":0},"revision":2,"dirty":true}
            """.ReplaceLineEndings(""),
            Assert.IsType<MapDecision.Accepted>(decision).Reply.ToJson().ToString());
    }

    [Theory]
    [InlineData("null", 1)]
    [InlineData("0", 1)]
    [InlineData("-4", 1)]
    [InlineData("2.9", 2)]
    [InlineData("1e400", 1)]
    public void Steps_are_whole_and_at_least_one(string steps, int count)
    {
        var state = Levels.Open();
        for (var i = 0; i < 3; i++) state = MapFold.Apply(state, new MapOp.Edited(Levels.Record(Light)), out _)!;
        var decision = MapGuard.Decide(
            state, MapAction.Undo, Levels.Json($$"""{"baseRevision":4,"steps":{{steps}} }"""));
        Assert.Equal(3 - count, Assert.IsType<MapDecision.Accepted>(decision).Reply.After.Done.Length);
    }

    private static MapEditError Error(MapState state, MapAction action, string? request) =>
        Assert.IsType<MapDecision.Refused>(
            MapGuard.Decide(state, action, request is null ? null : Levels.Json(request))).Error;
}
