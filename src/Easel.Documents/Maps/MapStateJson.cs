using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>
/// Snapshots. A hundred versions of a map would be a hundred times as long as the map, so only the oldest is written,
/// and after it the commands that make the others again.
/// </summary>
internal static class MapStateJson
{
    private static readonly JsonShape Snapshot = JsonShape.Of(
        "revision", "path", "saved_at", "validation", "oldest_made_at", "done", "taken_back", "oldest");

    private static readonly JsonShape Step = JsonShape.Of("made_at", "validation_before", "command");

    public static ReadOnlyMemory<byte> Encode(MapState state)
    {
        if (state.Current is not { } current) return JsonScalar.Null.ToJson();
        var oldest = state.Done is [var first, ..] ? first.Before : current;
        return JsonRecord.Of(
            Snapshot, JsonScalar.Of(state.Revision), JsonScalar.Of(state.Path), JsonScalar.Of(state.SavedAt),
            current.Validation ?? JsonScalar.Null, JsonScalar.Of(oldest.MadeAt),
            StepsOf(state.Done), StepsOf(state.TakenBack.Reverse()), oldest.Content).ToJson();
    }

    /// <exception cref="FormatException">The bytes were not written here, or a command no longer fits.</exception>
    public static MapState Decode(ReadOnlySpan<byte> json)
    {
        var tree = JsonTree.Read(json);
        if (tree.IsAbsentOrNull) return MapState.Empty;
        if (tree is not JsonRecord state) throw new FormatException("not a map");

        var oldest = new MapVersion(
            MapOpJson.Value(state, "oldest"), MapOpJson.Number(state, "oldest_made_at"), null);
        var done = Replay(MapOpJson.Value(state, "done"), oldest);
        var current = done is [.., var last] ? last.After : oldest;
        var undone = Replay(MapOpJson.Value(state, "taken_back"), current);
        return new MapState
        {
            Revision = MapOpJson.Number(state, "revision"),
            Path = MapOpJson.Text(state, "path"),
            SavedAt = MapOpJson.Number(state, "saved_at"),
            Current = current with { Validation = ValueOrNull(state, "validation") },
            Done = done,
            TakenBack = [.. undone.Reverse()],
        };
    }

    /// <summary>
    /// What a validator said of a version is kept with the edit that was made on it: the version as the edit before
    /// made it never has any.
    /// </summary>
    private static JsonList StepsOf(IEnumerable<MapEdit> edits) => JsonList.Of([.. edits.Select(edit =>
        (JsonTree)JsonRecord.Of(
            Step, JsonScalar.Of(edit.After.MadeAt), edit.Before.Validation ?? JsonScalar.Null, edit.Command))]);

    private static ImmutableArray<MapEdit> Replay(JsonTree steps, MapVersion version)
    {
        if (steps is not JsonList list) throw new FormatException("a history is not a list");
        var edits = ImmutableArray.CreateBuilder<MapEdit>(list.Count);
        foreach (var item in list.Items.ToArray())
        {
            if (item is not JsonRecord step || step["command"] is not JsonRecord command)
                throw new FormatException("a step of history has no command");
            var before = version with { Validation = ValueOrNull(step, "validation_before") };
            var edit = MapFold.Edit(before, command, MapOpJson.Number(step, "made_at"), out var error)
                ?? throw new FormatException($"a step of history does not fit: {error!.Code}");
            edits.Add(edit);
            version = edit.After;
        }

        return edits.ToImmutable();
    }

    private static JsonTree? ValueOrNull(JsonRecord record, string name) =>
        record[name].IsAbsentOrNull ? null : record[name];
}
