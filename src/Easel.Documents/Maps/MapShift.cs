using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>
/// Entries that left a list or came into one, so that those behind them have other indices than before. Whoever holds a
/// selection, also someone who did not make the edit, follows it with these.
/// </summary>
/// <param name="Kind">Which list.</param>
/// <param name="At">The index that the first of them had or has.</param>
/// <param name="IsRemoved">Whether they left or came.</param>
/// <param name="Count">How many stand there in a row.</param>
public readonly record struct MapShift(MapRefKind Kind, int At, bool IsRemoved, int Count = 1)
{
    private static readonly JsonShape Members = JsonShape.Of("kind", "index", "change");

    private static readonly (MapRefKind Kind, string List)[] Lists =
    [
        (MapRefKind.Light, "lights"), (MapRefKind.Particle, "particles"), (MapRefKind.Entity, "entities"),
        (MapRefKind.Wall, "walls"),
    ];

    /// <summary>Where a reference points after shifts, in order; null if what it named left.</summary>
    public static MapRef? Follow(MapRef reference, ImmutableArray<MapShift> shifts)
    {
        MapRef? followed = reference;
        foreach (var shift in shifts) followed = followed is null ? null : shift.Follow(followed);
        return followed;
    }

    /// <summary>What takes shifts back, in the order to follow them.</summary>
    public static ImmutableArray<MapShift> Reverse(ImmutableArray<MapShift> shifts) =>
        [.. shifts.Reverse().Select(shift => shift with { IsRemoved = !shift.IsRemoved })];

    /// <summary>What a command appended, by the lengths of lists: new entries go to the end.</summary>
    internal static ImmutableArray<MapShift> Appended(JsonRecord before, JsonRecord after)
    {
        var appended = ImmutableArray<MapShift>.Empty;
        foreach (var (kind, list) in Lists)
        {
            var (was, now) = (CountOf(before[list]), CountOf(after[list]));
            if (now > was) appended = appended.Add(new MapShift(kind, was, IsRemoved: false, now - was));
        }

        return appended;
    }

    /// <summary>The shift as clients see it.</summary>
    public JsonRecord ToJson()
    {
        var entry = MapRef.To(Kind, At).ToJson();
        var json = JsonRecord.Of(
            Members, entry["kind"]!, entry["index"]!, JsonScalar.Of(IsRemoved ? "removed" : "restored"));
        return Count == 1 ? json : json.Set("count", JsonScalar.Of(Count));
    }

    private static int CountOf(JsonTree? list) => (list as JsonList)?.Count ?? 0;

    private MapRef? Follow(MapRef reference)
    {
        if (reference.Kind != Kind || reference.Number < At) return reference;
        if (IsRemoved && reference.Number < At + Count) return null;
        return reference with { Number = reference.Number + (IsRemoved ? -Count : Count) };
    }
}
