using Easel.Documents.Maps;
using static Easel.Documents.Maps.MapOp;

namespace Easel.Tests.Documents.Maps;

/// <summary>Revisions, history, and what is known of the file.</summary>
public class MapHistoryTests
{
    [Fact]
    public void MP4_Opening_makes_revision_1_and_each_edit_undo_and_redo_one_more()
    {
        var state = Levels.Open();
        Assert.Equal(1, state.Revision);
        state = Fold(state, Light(), Light(), Light());
        Assert.Equal(4, state.Revision);
        state = Fold(state, new Undone(3));
        Assert.Equal(5, state.Revision);
        state = Fold(state, new Redone(2));
        Assert.Equal((6, 2, 1), (state.Revision, state.Done.Length, state.TakenBack.Length));
    }

    [Fact]
    public void MP4_Saving_and_validating_make_none()
    {
        var state = Fold(Levels.Open(), Light(), new Saved(2, "b.json"), new Validated(2, Levels.Json("{}")));
        Assert.Equal((2, "b.json", false), (state.Revision, state.Path, state.IsDirty));
        Assert.Equal("{}", state.Current!.Validation!.ToString());
    }

    [Fact]
    public void A_save_that_is_overtaken_by_an_edit_says_what_the_file_holds()
    {
        var state = Fold(Levels.Open(), Light(), Light(), new Saved(2, "a.json"));
        Assert.True(state.IsDirty);
        Assert.False(Fold(state, new Undone(1)).IsDirty);
        Assert.True(Fold(state, new Undone(2)).IsDirty);
    }

    [Fact]
    public void A_map_is_dirty_where_the_file_differs_whatever_was_undone()
    {
        var saved = Fold(Levels.Open(), Light(), new Saved(2, "a.json"));
        var undone = Fold(saved, new Undone(1));
        Assert.True(undone.IsDirty);
        Assert.False(Fold(undone, new Redone(1)).IsDirty);
        Assert.True(Fold(undone, Light()).IsDirty);
        Assert.False(Fold(Levels.Open(), Light(), new Undone(1)).IsDirty);
        Assert.True(Fold(MapState.Empty, new Opened("new.json", MapFile.Blank(), false, null)).IsDirty);
    }

    [Fact]
    public void MP3_Unsaved_edits_are_those_between_the_file_and_the_map()
    {
        var saved = Fold(Levels.Open(), [.. Enumerable.Repeat(Light(), 50), new Saved(51, "a.json")]);
        Assert.Equal(0, saved.UnsavedEdits);
        Assert.Equal(2, Fold(saved, Light(), Light()).UnsavedEdits);
        Assert.Equal(1, Fold(saved, new Undone(1)).UnsavedEdits);
        Assert.Equal(3, Fold(saved, new Undone(4), new Redone(1)).UnsavedEdits);
        Assert.Equal(1, Fold(MapState.Empty, new Opened("new.json", MapFile.Blank(), false, null)).UnsavedEdits);
    }

    [Fact]
    public void An_undo_brings_back_what_the_validator_said()
    {
        var opened = new Opened("a.json", Levels.Json(Levels.Box), true, Levels.Json("""{"ok":true}"""));
        var state = Fold(MapState.Empty, opened, Light());
        Assert.Null(state.Current!.Validation);
        Assert.Equal("""{"ok":true}""", Fold(state, new Undone(1)).Current!.Validation!.ToString());
        Assert.Null(Fold(state, new Validated(1, Levels.Json("{}"))).Current!.Validation);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void The_last_100_edits_can_be_undone(int edits, int depth)
    {
        var state = Fold(Levels.Open(), [.. Enumerable.Repeat(Light(), edits)]);
        Assert.Equal((edits + 1, depth), (state.Revision, state.Done.Length));
        var back = Fold(state, new Undone(depth));
        Assert.Equal(edits > 100, back.Current!.Content.ToString() != Levels.Json(Levels.Box).ToString());
        Assert.Equal(edits > 100 ? 2 : 1, back.Current.MadeAt);
    }

    [Fact]
    public void More_steps_than_there_are_move_nothing()
    {
        var state = Fold(Levels.Open(), Light(), Light(), new Undone(1));
        foreach (MapOp op in new MapOp[] { new Undone(2), new Redone(2), new Undone(0), new Redone(int.MaxValue) })
        {
            Assert.Null(MapFold.Apply(state, op, out var error));
            Assert.Equal(MapEditCodes.NotFound, error!.Code);
        }

        Assert.NotNull(MapFold.Apply(state, new Undone(1), out _));
        Assert.NotNull(MapFold.Apply(state, new Redone(1), out _));
    }

    [Fact]
    public void An_edit_that_changes_nothing_counts_and_forgets_what_was_undone()
    {
        var none = """{"kind":"map-edit/update-fields","target":{"kind":"map"},"set":{}}""";
        var state = Fold(Levels.Open(), Light(), new Undone(1), new Edited(Levels.Record(none)));
        Assert.Equal((4, 1, 0, true), (state.Revision, state.Done.Length, state.TakenBack.Length, state.IsDirty));
    }

    [Fact]
    public void A_map_that_begins_anew_goes_on_counting()
    {
        var state = Fold(Levels.Open(), Light(), new Opened("a.json", Levels.Json("{}"), true, null));
        Assert.Equal((3, 0, false), (state.Revision, state.Done.Length, state.IsDirty));
    }

    [Fact]
    public void The_next_labels_are_told()
    {
        static MapOp Named(string label) => new Edited(Levels.Record($$"""
            {"kind":"map-edit/transaction","label":"{{label}}",
             "commands":[{"kind":"map-edit/create-light","at":{"x":0,"y":0} }]}
            """));
        var state = Fold(Levels.Open(), Named("one"), Named("two"), new Undone(1));
        Assert.Equal(
            """{"canUndo":true,"canRedo":true,"undoDepth":1,"redoDepth":1,"undoLabel":"one","redoLabel":"two"}""",
            MapReply.HistoryOf(state).ToString());
    }

    [Fact]
    public void Before_a_map_is_open_nothing_fits()
    {
        foreach (var op in new MapOp[] { Light(), new Undone(1), new Redone(1), new Saved(1, "") })
        {
            Assert.Null(MapFold.Apply(MapState.Empty, op, out var error));
            Assert.Equal(MapEditCodes.NoDocument, error!.Code);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void Any_JSON_can_be_opened_but_not_edited(string content)
    {
        Assert.Null(MapFold.Apply(Levels.Open(content), Light(), out var error));
        Assert.Equal(MapEditCodes.InvalidJson, error!.Code);
    }

    [Fact]
    public void Versions_share_what_did_not_change()
    {
        var state = Fold(Levels.Open(Levels.Read("e1m1")), [.. Enumerable.Repeat(Light(), 100)]);
        var (first, last) = ((Easel.Documents.Json.Trees.JsonRecord)state.Done[0].Before.Content,
            (Easel.Documents.Json.Trees.JsonRecord)state.Current!.Content);
        Assert.Same(first["walls"], last["walls"]);
        Assert.NotSame(first["lights"], last["lights"]);
    }

    [Fact]
    public void A_new_map_has_its_lists_in_order_and_what_was_set()
    {
        Assert.Equal(
            """
            {"vertices":[],"sectors":[],"walls":[],"doors":[],"lights":[],"particles":[],"entities":[],
            "sky":"s","bgmusic":"m"}
            """.ReplaceLineEndings(""),
            MapFile.Blank(" s ", " ", "m").ToString());
    }

    private static MapOp Light() =>
        new Edited(Levels.Record("""{"kind":"map-edit/create-light","at":{"x":1,"y":2}}"""));

    private static MapState Fold(MapState state, params MapOp[] ops)
    {
        foreach (var op in ops) state = Assert.IsType<MapState>(MapFold.Apply(state, op, out _));
        return state;
    }
}
