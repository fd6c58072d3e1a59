using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>What edits, undo and redo say of selections. The box has three lights and one entity.</summary>
public class MapSelectionTests
{
    private const string Light = """{"kind":"map-edit/create-light","at":{"x":0,"y":0}}""";
    private const string Clone = """{"kind":"map-edit/clone","target":{"kind":"light","index":1}}""";
    private const string Split = """{"kind":"map-edit/split-wall","wallIndex":0,"at":{"x":5,"y":0}}""";
    private const string NoChange = """{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{}}""";

    [Theory]
    [InlineData(2, "0", "light 2 is now light 1")]
    [InlineData(1, "0,0", "clear, deleted")] // The selected light has become light 0 by then.
    [InlineData(1, "0,1", "light 1 is now light 0")]
    [InlineData(2, "0,0", "light 2 is now light 0")]
    [InlineData(0, "2,1", "keep")]
    [InlineData(0, "0", "clear, deleted")]
    public void A_transaction_follows_its_selection(int selected, string deleted, string effect)
    {
        var steps = string.Join(',', deleted.Split(',').Select(Delete));
        var transaction = $$"""
            {"kind":"map-edit/transaction","commands":[{{steps}}],{{Selected(selected)}} }
            """;
        var outcome = MapEngine.Apply(Levels.Json(Levels.Box), Levels.Json(transaction));
        Assert.Equal(effect, Say(outcome.Change!.Selection));
    }

    [Theory]
    [InlineData(0, "clear, deleted")]
    [InlineData(1, "light 1 is now light 0")]
    public void A_client_that_says_what_it_has_selected_is_told_what_becomes_of_it(int selected, string effect)
    {
        var request = $$"""{"baseRevision":1,"command":{{Delete("0")}},{{Selected(selected)}} }""";
        var reply = Request(Levels.Open(), request);
        Assert.Equal(("deleted", effect), (reply.Kind, Say(reply.Selection!)));
    }

    [Theory]
    [InlineData("delete 1", "set light 1", "clear, deleted")]
    [InlineData(Clone, "set light 1", "set light 3")]
    [InlineData(Light, "clear, invalidated", "set light 3")]
    [InlineData(Split, "keep", "set wall 0")]
    [InlineData(NoChange, "keep", "keep")]
    [InlineData("transaction", "keep", "set light 3")]
    [InlineData("""transaction,"selection":{"ref":null}""", "clear, invalidated", "set light 3")]
    [InlineData("""transaction,"selection":{"ref":{"kind":"wall","index":1}}""", "set wall 1", "set light 3")]
    public void Undo_and_redo_bring_the_selection_back(string command, string afterUndo, string afterRedo)
    {
        if (command.StartsWith("delete", StringComparison.Ordinal)) command = Delete("1");
        if (command.StartsWith("transaction", StringComparison.Ordinal))
        {
            var selection = command["transaction".Length..];
            command = $$"""{"kind":"map-edit/transaction","commands":[{{Light}}]{{selection}} }""";
        }

        var edited = Edited(Levels.Open(), command);
        var undone = Request(edited, """{"baseRevision":2}""", MapAction.Undo);
        var redone = Request(undone.After, """{"baseRevision":3}""", MapAction.Redo);
        Assert.Equal((afterUndo, afterRedo), (Say(undone.Selection!), Say(redone.Selection!)));
    }

    [Theory]
    [InlineData(3, "clear, invalidated")]
    [InlineData(1, "keep")]
    public void The_undo_of_a_creation_clears_only_a_selection_of_what_it_made(int selected, string effect)
    {
        var request = $$"""{"baseRevision":2,{{Selected(selected)}} }""";
        Assert.Equal(effect, Say(Request(Edited(Levels.Open(), Light), request, MapAction.Undo).Selection!));
    }

    [Fact]
    public void Shifts_let_everyone_follow_their_selection_through_many_steps()
    {
        var state = Edited(Edited(Levels.Open(), Delete("0")), Delete("1"));
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

    [Theory]
    [InlineData(Light, 3, null)]
    [InlineData(Light, 2, 2)]
    [InlineData("delete", 0, 1)]
    [InlineData("transaction", 2, null)] // Of three lights the first went, and a new one came to the end.
    [InlineData("transaction", 1, 2)]
    public void The_undo_of_what_was_appended_takes_everybodys_selection_of_it(string command, int selected, int? after)
    {
        if (command == "delete") command = Delete("0");
        if (command == "transaction")
            command = $$"""{"kind":"map-edit/transaction","commands":[{{Delete("0")}},{{Light}}]}""";
        var selection = MapRef.To(MapRefKind.Light, selected);

        // The newest of several steps is about something else.
        var state = Edited(Edited(Levels.Open(), command), NoChange);
        var mine = Request(state, $$"""{"baseRevision":3,"steps":2,{{Selected(selected)}} }""", MapAction.Undo);
        var others = Request(state, """{"baseRevision":3,"steps":2}""", MapAction.Undo);
        var redone = Request(others.After, """{"baseRevision":4,"steps":2}""", MapAction.Redo);

        var expected = after is { } index ? MapRef.To(MapRefKind.Light, index) : null;
        Assert.Equal(expected, MapShift.Follow(selection, others.Shifts));
        if (expected is null) Assert.Equal("clear, invalidated", Say(mine.Selection!));
        else Assert.Equal(selection, MapShift.Follow(expected, redone.Shifts));
    }

    [Fact]
    public void Walls_that_came_in_a_row_go_in_one_shift()
    {
        var room = Levels.Room(10, 6, 4, 2, Levels.Nested(4));
        var state = Edited(Levels.Open(), room);

        var back = Request(state, """{"baseRevision":2}""", MapAction.Undo);

        var shift = Assert.Single(back.Shifts);
        Assert.Equal("""{"kind":"wall","index":4,"change":"removed","count":4}""", shift.ToJson().ToString());
        Assert.Null(MapShift.Follow(MapRef.To(MapRefKind.Wall, 7), back.Shifts));
        Assert.Equal(MapRef.To(MapRefKind.Wall, 3), MapShift.Follow(MapRef.To(MapRefKind.Wall, 3), back.Shifts));
    }

    [Fact]
    public void Replies_look_as_clients_expect()
    {
        var deleted = Request(Levels.Open(), $$"""{"baseRevision":1,"command":{{Delete("0")}} }""");
        Assert.Equal(
            """
            {"kind":"map-edit/deleted","history":{"canUndo":true,"canRedo":false,"undoDepth":1,"redoDepth":0},
            "revision":2,"dirty":true,"shifts":[{"kind":"light","index":0,"change":"removed"}]}
            """.ReplaceLineEndings(""),
            deleted.ToJson().ToString());
        var cloned = Request(Levels.Open(), $$"""{"baseRevision":1,"command":{{Clone}} }""");
        Assert.Equal(
            """
            {"kind":"map-edit/cloned","newRef":{"kind":"light","index":3},
            "history":{"canUndo":true,"canRedo":false,"undoDepth":1,"redoDepth":0},"revision":2,"dirty":true}
            """.ReplaceLineEndings(""),
            cloned.ToJson().ToString());
    }

    [Fact]
    public void Effects_look_as_clients_expect()
    {
        var (light, door) = (MapRef.To(MapRefKind.Light, 2), MapRef.ToDoor("gate"));
        (SelectionEffect Effect, string Json)[] all =
        [
            (SelectionEffect.Kept, """{"kind":"map-edit/selection/keep"}"""),
            (new SelectionEffect.Clear(true), """{"kind":"map-edit/selection/clear","reason":"deleted"}"""),
            (new SelectionEffect.Clear(false), """{"kind":"map-edit/selection/clear","reason":"invalidated"}"""),
            (new SelectionEffect.Set(MapRef.To(MapRefKind.Map, 0)),
                """{"kind":"map-edit/selection/set","ref":{"kind":"map"}}"""),
            (new SelectionEffect.Remap(light, door), """
                {"kind":"map-edit/selection/remap","from":{"kind":"light","index":2},"to":{"kind":"door","id":"gate"}}
                """),
        ];
        Assert.All(all, one => Assert.Equal(one.Json, one.Effect.ToJson().ToString()));
        Assert.All(
            [light, door, MapRef.To(MapRefKind.Sector, -7)], one => Assert.Equal(one, MapRef.Read(one.ToJson())));
    }

    private static string Delete(string light) =>
        $$"""{"kind":"map-edit/delete","target":{"kind":"light","index":{{light}} } }""";

    private static string Selected(int light) =>
        $$"""
        "selection":{"kind":"map-edit/selection","ref":{"kind":"light","index":{{light}} } }
        """;

    private static string Say(SelectionEffect effect) => effect switch
    {
        SelectionEffect.Set set => $"set {Say(set.Ref)}",
        SelectionEffect.Remap remap => $"{Say(remap.From)} is now {Say(remap.To)}",
        SelectionEffect.Clear clear => clear.IsDeleted ? "clear, deleted" : "clear, invalidated",
        _ => "keep",
    };

    private static string Say(MapRef reference) => $"{reference.Kind} {reference.Number}".ToLowerInvariant();

    private static MapState Edited(MapState state, string command) =>
        Request(state, $$"""{"baseRevision":{{state.Revision}},"command":{{command}} }""").After;

    private static MapReply Request(MapState state, string request, MapAction action = MapAction.Edit) =>
        Assert.IsType<MapDecision.Accepted>(MapGuard.Decide(state, action, Levels.Json(request))).Reply;
}
