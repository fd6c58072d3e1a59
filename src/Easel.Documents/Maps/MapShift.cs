using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>
/// An entry that left a list or came back into one, so that those behind it have other indices than before. Whoever
/// holds a selection, also someone who did not make the edit, follows it with these.
/// </summary>
/// <param name="Kind">Which list.</param>
/// <param name="At">The index that the entry had or has.</param>
/// <param name="IsRemoved">Whether it left or came back.</param>
public readonly record struct MapShift(MapRefKind Kind, int At, bool IsRemoved)
{
    private static readonly JsonShape Members = JsonShape.Of("kind", "index", "change");

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

    /// <summary>The shift as clients see it.</summary>
    public JsonRecord ToJson() => MapRef.To(Kind, At).ToJson() is var json
        ? JsonRecord.Of(Members, json["kind"]!, json["index"]!, JsonScalar.Of(IsRemoved ? "removed" : "restored"))
        : json;

    private MapRef? Follow(MapRef reference)
    {
        if (reference.Kind != Kind || reference.Number < At) return reference;
        if (IsRemoved && reference.Number == At) return null;
        return reference with { Number = reference.Number + (IsRemoved ? -1 : 1) };
    }
}
