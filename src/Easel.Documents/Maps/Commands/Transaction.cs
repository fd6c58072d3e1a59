using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>
/// Several commands as one edit: each sees what those before it made, and if one is refused nothing happens.
/// </summary>
internal static class Transaction
{
    public static MapOutcome Apply(JsonRecord map, JsonRecord transaction)
    {
        if (FindFault(transaction, out var commands, out var selected) is { } fault) return fault;
        var selection = new TransactionSelection(selected);
        var shifts = ImmutableArray<MapShift>.Empty;
        var memory = 0L;
        for (var i = 0; i < commands.Count; i++)
        {
            var outcome = MapEngine.ApplyOne(map, commands[i]);
            if (outcome.Change is not { } step) return Failed(i, outcome.Error!);
            memory += step.Memory;
            if (memory > MapLimits.TransactionMemoryMax) return TooLarge("The commands change too much for one edit.");
            selection.Follow((JsonRecord)commands[i], step);
            (map, shifts) = (step.Map, shifts.AddRange(step.Shifts));
        }

        return new MapChange(map, selection.Effect, shifts)
        {
            Label = transaction["label"].Text,
            Memory = memory,
        };
    }

    /// <summary>What the transaction says was selected before it; null without a selection.</summary>
    public static MapRef? SelectedBefore(JsonRecord transaction) =>
        MapRef.Read((transaction["selection"] as JsonRecord)?["ref"]);

    private static MapEditError? FindFault(JsonRecord transaction, out JsonList commands, out MapRef? selected)
    {
        (commands, selected) = (JsonList.Empty, null);
        if (transaction["commands"] is not JsonList list) return MapEditError.InvalidJson("commands must be a list.");
        commands = list;
        if (list.Count == 0)
            return new MapEditError(MapEditCodes.TransactionEmpty, "A transaction has at least one command.");
        if (list.Count > MapLimits.TransactionCommandsMax)
            return TooLarge($"A transaction has at most {MapLimits.TransactionCommandsMax} commands.");

        selected = SelectedBefore(transaction);
        if (!transaction["label"].IsAbsentOrNull && transaction["label"].Text is null)
            return MapEditError.InvalidJson("label must be a string.");
        return selected is not null || transaction["selection"].IsAbsentOrNull || IsNone(transaction["selection"]!)
            ? null
            : MapEditError.InvalidJson("selection must have a ref to something, or null.");
    }

    private static bool IsNone(JsonTree selection) => selection is JsonRecord record && record["ref"].IsAbsentOrNull;

    private static MapEditError TooLarge(string message) => new(MapEditCodes.TransactionTooLarge, message);

    private static MapEditError Failed(int index, MapEditError cause) =>
        new(MapEditCodes.TransactionStepFailed, $"Command {index} failed: {cause.Message}")
        {
            StepIndex = index,
            Cause = cause,
        };
}

/// <summary>
/// What a transaction does to a selection. The last command decides, as clients are used to; where it says "keep", the
/// selection that the client has is followed to its new index.
/// </summary>
internal sealed class TransactionSelection
{
    private readonly MapRef? selected;
    private SelectionEffect last = SelectionEffect.Kept;

    // What the client has selected, and what it would have if it had applied each effect.
    private MapRef? followed;
    private MapRef? running;

    public TransactionSelection(MapRef? selected) => this.selected = followed = running = selected;

    public SelectionEffect Effect => last is SelectionEffect.Keep && followed is not null && followed != selected
        ? new SelectionEffect.Remap(selected!, followed)
        : last;

    public void Follow(JsonRecord command, MapChange step)
    {
        last = step.Selection;
        if (last is SelectionEffect.Set set) running = set.Ref;
        else if (running is not null && IsDeleted(command, running))
            (last, running) = (new SelectionEffect.Clear(IsDeleted: true), null);
        else if (running is not null) running = MapShift.Follow(running, step.Removals);

        if (followed is not null) followed = MapShift.Follow(followed, step.Removals);
    }

    private static bool IsDeleted(JsonRecord command, MapRef reference) =>
        command["kind"].Text == "map-edit/delete" && MapRef.Read(command["target"]) == reference;
}
