using System.Collections.Immutable;
using System.Diagnostics;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>What whoever made an edit, undo or redo is told.</summary>
/// <param name="After">The map after it.</param>
/// <param name="Kind"><c>applied</c>, <c>deleted</c> or <c>cloned</c>.</param>
/// <param name="Selection">For the selection that the request said it has or, if it said nothing, for the one that it
///   is likely to have; null where a client without one is not told anything.</param>
/// <param name="Shifts">For all selections, also of those who did not make the edit.</param>
public sealed record MapReply(
    MapState After, string Kind, SelectionEffect? Selection, ImmutableArray<MapShift> Shifts)
{
    private static readonly JsonShape History = JsonShape.Of("canUndo", "canRedo", "undoDepth", "redoDepth");

    /// <summary>With <c>cloned</c>: what was made.</summary>
    public MapRef? NewRef { get; init; }

    /// <summary>Derives the reply from an op that fitted and the state that it made.</summary>
    /// <param name="op">An edit, undo or redo.</param>
    /// <param name="after">The state after it.</param>
    /// <param name="selected">What the client has selected, if it said so.</param>
    public static MapReply Of(MapOp op, MapState after, MapRef? selected) => op switch
    {
        MapOp.Undone undone => OfUndo(after, (int)undone.Steps, selected),
        MapOp.Redone redone => OfRedo(after, (int)redone.Steps, selected),
        MapOp.Edited => OfEdit(after, after.Done[^1], selected),
        _ => throw new UnreachableException(op.GetType().Name),
    };

    /// <summary>What can be undone and redone, with the labels of what would be.</summary>
    public static JsonRecord HistoryOf(MapState state)
    {
        var history = JsonRecord.Of(
            History, JsonScalar.Of(!state.Done.IsEmpty), JsonScalar.Of(!state.TakenBack.IsEmpty),
            JsonScalar.Of(state.Done.Length), JsonScalar.Of(state.TakenBack.Length));
        if (state.Done is [.., { Change.Label: { } undo }]) history = history.Set("undoLabel", JsonScalar.Of(undo));
        if (state.TakenBack is [.., { Change.Label: { } redo }])
            history = history.Set("redoLabel", JsonScalar.Of(redo));
        return history;
    }

    /// <summary>The reply as clients see it.</summary>
    public JsonRecord ToJson()
    {
        var json = JsonRecord.Empty.Set("kind", JsonScalar.Of("map-edit/" + Kind));
        if (NewRef is not null) json = json.Set("newRef", NewRef.ToJson());
        if (Selection is not null) json = json.Set("selection", Selection.ToJson());
        json = json.Set("history", HistoryOf(After)).Set("revision", JsonScalar.Of(After.Revision))
            .Set("dirty", JsonScalar.Of(After.IsDirty));
        return Shifts.IsEmpty
            ? json
            : json.Set("shifts", JsonList.Of([.. Shifts.Select(shift => (JsonTree)shift.ToJson())]));
    }

    private static MapReply OfEdit(MapState after, MapEdit edit, MapRef? selected)
    {
        var shifts = edit.Change.Removals;
        var effect = Seen(edit.Change.Selection, selected, shifts, Deleted(edit), isUndo: false);
        return edit.Kind switch
        {
            "map-edit/delete" => new MapReply(after, "deleted", selected is null ? null : effect, shifts),
            "map-edit/clone" => new MapReply(after, "cloned", selected is null ? null : effect, shifts)
            {
                NewRef = edit.Made,
            },
            _ => new MapReply(after, "applied", effect, shifts),
        };
    }

    private static MapReply OfUndo(MapState after, int steps, MapRef? selected)
    {
        var undone = after.TakenBack[^steps..];
        ImmutableArray<MapShift> shifts = [.. undone.SelectMany(edit => edit.ShiftsBack)];
        var effect = Seen(undone[^1].SelectionBefore, selected, shifts, undone[^1].Made, isUndo: true);
        return new MapReply(after, "applied", effect, shifts);
    }

    private static MapReply OfRedo(MapState after, int steps, MapRef? selected)
    {
        var redone = after.Done[^steps..];
        ImmutableArray<MapShift> shifts = [.. redone.SelectMany(edit => edit.Change.Shifts)];
        var effect = Seen(redone[^1].SelectionAfter, selected, shifts, Deleted(redone[^1]), isUndo: false);
        return new MapReply(after, "applied", effect, shifts);
    }

    private static MapRef? Deleted(MapEdit edit) =>
        edit.Kind == "map-edit/delete" ? MapRef.Read(edit.Command["target"]) : null;

    /// <summary>
    /// The effect for a client whose selection is known: what it has selected is followed, and cleared only if it is
    /// gone. To select something new is what the edit is for, so that is left.
    /// </summary>
    private static SelectionEffect Seen(
        SelectionEffect effect, MapRef? selected, ImmutableArray<MapShift> shifts, MapRef? gone, bool isUndo)
    {
        if (selected is null || effect is SelectionEffect.Set or SelectionEffect.Remap) return effect;
        var followed = selected == gone ? null : MapShift.Follow(selected, shifts);
        return followed is null ? effect as SelectionEffect.Clear ?? new SelectionEffect.Clear(IsDeleted: !isUndo)
            : followed == selected ? SelectionEffect.Kept
            : new SelectionEffect.Remap(selected, followed);
    }
}
