using System.Collections.Immutable;
using System.Diagnostics;
using Easel.Documents.Json.Trees;
using static Easel.Documents.Maps.MapOp;

namespace Easel.Documents.Maps;

/// <summary>The whole meaning of a map's log. Pure: same state and op, same result, on every machine.</summary>
public static class MapFold
{
    /// <summary>Folds one op.</summary>
    /// <returns>The new state, or null with the reason; nothing is ever half done.</returns>
    public static MapState? Apply(MapState state, MapOp op, out MapEditError? error)
    {
        error = op is Opened || state.Current is not null
            ? null
            : new MapEditError(MapEditCodes.NoDocument, "No map is open.");
        if (error is not null) return null;
        return op switch
        {
            Opened opened => Begun(state, opened),
            Edited edited => Changed(state, edited, out error),
            Undone undone => Back(state, undone.Steps, out error),
            Redone redone => Forth(state, redone.Steps, out error),
            Saved saved => state with { SavedAt = saved.MadeAt, Path = saved.Path },
            Validated validated => Judged(state, validated),
            _ => throw new UnreachableException(op.GetType().Name),
        };
    }

    private static MapState Begun(MapState state, Opened opened)
    {
        var revision = state.Revision + 1;
        return new MapState
        {
            Revision = revision,
            Current = new MapVersion(opened.Content, revision, opened.Validation),
            Path = opened.Path,
            SavedAt = opened.IsSaved ? revision : 0,
        };
    }

    private static MapState? Changed(MapState state, Edited edited, out MapEditError? error)
    {
        if (Edit(state.Current!, edited.Command, state.Revision + 1, out error) is not { } edit) return null;
        return state with
        {
            Revision = state.Revision + 1,
            Current = edit.After,
            Done = Kept(state.Done, edit.Change.Memory).Add(edit),
            TakenBack = [],
        };
    }

    /// <summary>About how many bytes of memory edits keep.</summary>
    internal static long MemoryOf(ImmutableArray<MapEdit> edits)
    {
        var memory = 0L;
        foreach (var edit in edits) memory += edit.Change.Memory;
        return memory;
    }

    /// <summary>What may stay of the history when so much comes to it.</summary>
    private static ImmutableArray<MapEdit> Kept(ImmutableArray<MapEdit> done, long memory)
    {
        var first = done.Length;
        while (first > 0 && done.Length - first < MapLimits.HistoryMax - 1
            && (memory += done[first - 1].Change.Memory) <= MapLimits.HistoryMemoryMax)
            first--;
        return first == 0 ? done : done[first..];
    }

    /// <summary>Makes one edit of a version.</summary>
    internal static MapEdit? Edit(MapVersion before, JsonRecord command, long madeAt, out MapEditError? error)
    {
        var outcome = MapEngine.Apply(before.Content, command);
        error = outcome.Error;
        return outcome.Change is { } change
            ? new MapEdit(command, before, new MapVersion(change.Map, madeAt, null), change)
            : null;
    }

    private static MapState? Back(MapState state, long steps, out MapEditError? error)
    {
        var (left, moved) = Moved(state.Done, state.TakenBack, steps, "undo", out error);
        return error is not null ? null : state with
        {
            Revision = state.Revision + 1,
            Current = moved[^1].Before,
            Done = left,
            TakenBack = moved,
        };
    }

    private static MapState? Forth(MapState state, long steps, out MapEditError? error)
    {
        var (left, moved) = Moved(state.TakenBack, state.Done, steps, "redo", out error);
        return error is not null ? null : state with
        {
            Revision = state.Revision + 1,
            Current = moved[^1].After,
            TakenBack = left,
            Done = moved,
        };
    }

    /// <summary>Moves the last edits of one list, the last first, to the end of the other; all or none.</summary>
    private static (ImmutableArray<MapEdit> Left, ImmutableArray<MapEdit> Moved) Moved(
        ImmutableArray<MapEdit> from, ImmutableArray<MapEdit> to, long steps, string verb, out MapEditError? error)
    {
        error = steps >= 1 && steps <= from.Length
            ? null
            : MapEditError.NotFound($"There are {from.Length} edits to {verb}.");
        if (error is not null) return default;
        var left = from.Length - (int)steps;
        return (from[..left], [.. to, .. from[left..].Reverse()]);
    }

    private static MapState Judged(MapState state, Validated validated) =>
        state.Current!.MadeAt == validated.MadeAt
            ? state with { Current = state.Current with { Validation = validated.Validation } }
            : state;
}
