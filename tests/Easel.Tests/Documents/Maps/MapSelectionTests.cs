using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>What edits, undo and redo say of selections. The box has three lights and one entity.</summary>
public class MapSelectionTests
{
    private const string Keep = """{"kind":"map-edit/selection/keep"}""";
    private const string Deleted = """{"kind":"map-edit/selection/clear","reason":"deleted"}""";
    private const string Invalidated = """{"kind":"map-edit/selection/clear","reason":"invalidated"}""";

    [Theory]
    [InlineData(2, "0", """{"kind":"map-edit/selection/remap","from":{"kind":"light","index":2},"to":{"kind":"light","index":1}}""")]
    [InlineData(1, "0,0", Deleted)] // The selected light has become light 0 by then.
    [InlineData(1, "0,1", """{"kind":"map-edit/selection/remap","from":{"kind":"light","index":1},"to":{"kind":"light","index":0}}""")]
    [InlineData(2, "0,0", """{"kind":"map-edit/selection/remap","from":{"kind":"light","index":2},"to":{"kind":"light","index":0}}""")]
    [InlineData(0, "2,1", Keep)]
    [InlineData(0, "0", Deleted)]
    public void A_transaction_follows_its_selection(int selected, string deleted, string effect)
    {
        var steps = string.Join(',', deleted.Split(',').Select(Delete));
        var transaction = $$"""
            {"kind":"map-edit/transaction","commands":[{{steps}}],
             "selection":{"kind":"map-edit/selection","ref":{"kind":"light","index":{{selected}} } } }
            """;
        Assert.Equal(effect, MapEngine.Apply(Levels.Json(Levels.Box), Levels.Json(transaction)).Change!
            .Selection.ToJson().ToString());
    }

    [Theory]
    [InlineData(0, Deleted)]
    [InlineData(2, """{"kind":"map-edit/selection/remap","from":{"kind":"light","index":2},"to":{"kind":"light","index":1}}""")]
    public void A_client_that_says_what_it_has_selected_is_told_what_becomes_of_it(int selected, string effect)
    {
        var reply = Request(Levels.Open(), Edit(1, Delete("0"), selected));
        Assert.Equal(("deleted", effect), (reply.Kind, reply.Selection!.ToJson().ToString()));
    }

    [Fact]
    public void One_that_says_nothing_is_told_what_it_is_likely_to_have()
    {
        var reply = Request(Levels.Open(), Edit(1, Delete("0")));
        Assert.Equal(
            """{"kind":"map-edit/deleted","history":{"canUndo":true,"canRedo":false,"undoDepth":1,"redoDepth":0},"revision":2,"shifts":[{"kind":"light","index":0,"change":"removed"}]}""",
            reply.ToJson().ToString());
    }

    [Fact]
    public void A_clone_answers_what_it_made()
    {
        var reply = Request(Levels.Open(), Edit(1, """{"kind":"map-edit/clone","target":{"kind":"light","index":0}}"""));
        Assert.Equal(
            """{"kind":"map-edit/cloned","newRef":{"kind":"light","index":3},"history":{"canUndo":true,"canRedo":false,"undoDepth":1,"redoDepth":0},"revision":2}""",
            reply.ToJson().ToString());
    }

    [Theory]
    [InlineData("""{"kind":"map-edit/delete","target":{"kind":"light","index":1}}""", """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":1}}""", Deleted)]
    [InlineData("""{"kind":"map-edit/clone","target":{"kind":"light","index":1}}""", """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":1}}""", """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}}""")]
    [InlineData("""{"kind":"map-edit/create-light","at":{"x":0,"y":0}}""", Invalidated, """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}}""")]
    [InlineData("""{"kind":"map-edit/split-wall","wallIndex":0,"at":{"x":5,"y":0}}""", Keep, """{"kind":"map-edit/selection/set","ref":{"kind":"wall","index":0}}""")]
    [InlineData("""{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{}}""", Keep, Keep)]
    [InlineData("""{"kind":"map-edit/transaction","commands":[{"kind":"map-edit/create-light","at":{"x":0,"y":0}}]}""", Keep, """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}}""")]
    [InlineData("""{"kind":"map-edit/transaction","commands":[{"kind":"map-edit/create-light","at":{"x":0,"y":0}}],"selection":{"ref":null}}""", Invalidated, """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}}""")]
    [InlineData("""{"kind":"map-edit/transaction","commands":[{"kind":"map-edit/create-light","at":{"x":0,"y":0}}],"selection":{"ref":{"kind":"wall","index":1}}}""", """{"kind":"map-edit/selection/set","ref":{"kind":"wall","index":1}}""", """{"kind":"map-edit/selection/set","ref":{"kind":"light","index":3}}""")]
    public void Undo_and_redo_bring_the_selection_back(string command, string afterUndo, string afterRedo)
    {
        var edited = Request(Levels.Open(), Edit(1, command)).After;
        var undone = Request(edited, """{"baseRevision":2}""", MapAction.Undo);
        var redone = Request(undone.After, """{"baseRevision":3}""", MapAction.Redo);
        Assert.Equal(afterUndo, undone.Selection!.ToJson().ToString());
        Assert.Equal(afterRedo, redone.Selection!.ToJson().ToString());
    }

    [Fact]
    public void The_undo_of_a_creation_clears_only_a_selection_of_what_it_made()
    {
        var edited = Request(Levels.Open(), Edit(1, """{"kind":"map-edit/create-light","at":{"x":0,"y":0}}""")).After;
        Assert.Equal(Invalidated, Undone(3));
        Assert.Equal(Keep, Undone(1));

        string Undone(int light) => Request(
            edited, $$"""{"baseRevision":2,"selection":{"ref":{"kind":"light","index":{{light}} } } }""", MapAction.Undo)
            .Selection!.ToJson().ToString();
    }

    [Fact]
    public void Shifts_let_everyone_follow_their_selection_through_many_steps()
    {
        var state = Levels.Open();
        foreach (var light in new[] { "0", "1" })
            state = Request(state, Edit(state.Revision, Delete(light))).After;
        var back = Request(state, """{"baseRevision":3,"steps":2}""", MapAction.Undo);
        var again = Request(back.After, """{"baseRevision":4,"steps":2}""", MapAction.Redo);

        // Light 1 of three is the only one that is left.
        Assert.Equal(MapRef.To(MapRefKind.Light, 1), MapShift.Follow(MapRef.To(MapRefKind.Light, 0), back.Shifts));
        Assert.Equal(MapRef.To(MapRefKind.Light, 0), MapShift.Follow(MapRef.To(MapRefKind.Light, 1), again.Shifts));
        Assert.Null(MapShift.Follow(MapRef.To(MapRefKind.Light, 0), again.Shifts));
        Assert.Null(MapShift.Follow(MapRef.To(MapRefKind.Light, 2), again.Shifts));
        var entity = MapRef.To(MapRefKind.Entity, 0);
        Assert.Equal(entity, MapShift.Follow(entity, again.Shifts));
    }

    private static string Delete(string light) =>
        $$"""{"kind":"map-edit/delete","target":{"kind":"light","index":{{light}} } }""";

    private static string Edit(long on, string command, int? light = null) => light is null
        ? $$"""{"baseRevision":{{on}},"command":{{command}} }"""
        : $$"""{"baseRevision":{{on}},"command":{{command}},"selection":{"ref":{"kind":"light","index":{{light}} } } }""";

    private static MapReply Request(MapState state, string request, MapAction action = MapAction.Edit) =>
        Assert.IsType<MapDecision.Accepted>(MapGuard.Decide(state, action, Levels.Json(request))).Reply;
}
