using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>What a command makes of a map.</summary>
/// <param name="Map">The new content.</param>
/// <param name="Selection">What the command alone says about the selection.</param>
/// <param name="Shifts">Entries that left a list or were appended to one, in order.</param>
public sealed record MapChange(JsonRecord Map, SelectionEffect Selection, ImmutableArray<MapShift> Shifts)
{
    /// <summary>The name of a transaction that carried one.</summary>
    public string? Label { get; init; }

    /// <summary>The shifts that move what was there before: nobody has selected yet what was appended.</summary>
    public ImmutableArray<MapShift> Removals => [.. Shifts.Where(shift => shift.IsRemoved)];

    /// <summary>
    /// About how many bytes of memory the new content does not share with the old. Counted from what was copied, so
    /// that it is the same everywhere.
    /// </summary>
    public long Memory { get; init; }

    internal static MapChange Keeping(JsonRecord map) => new(map, SelectionEffect.Kept, []);

    internal static MapChange Selecting(MapRef reference, JsonRecord map) =>
        new(map, new SelectionEffect.Set(reference), []);
}

/// <summary>Either what a command changes or why it cannot.</summary>
public readonly record struct MapOutcome
{
    private MapOutcome(MapChange? change, MapEditError? error) => (Change, Error) = (change, error);

    /// <summary>Null if it cannot.</summary>
    public MapChange? Change { get; }

    /// <summary>Null if it can.</summary>
    public MapEditError? Error { get; }

    public static implicit operator MapOutcome(MapChange change) => new(change, null);

    public static implicit operator MapOutcome(MapEditError error) => new(null, error);
}
