using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>A content that a map has had. An undo brings the same one back, under a new revision.</summary>
/// <param name="Content">Any JSON; only an object can be edited. Shares with other versions what did not
///   change.</param>
/// <param name="MadeAt">The revision that made it, which no other version of the map has.</param>
/// <param name="Validation">What a validator said of it, as clients see it.</param>
public sealed record MapVersion(JsonTree Content, long MadeAt, JsonTree? Validation);

/// <summary>An edit that can be taken back or made again.</summary>
/// <param name="Command">The edit as it was sent.</param>
/// <param name="Before">The version it was made on.</param>
/// <param name="After">The version it made.</param>
/// <param name="Change">What the engine said of it.</param>
public sealed record MapEdit(JsonRecord Command, MapVersion Before, MapVersion After, MapChange Change)
{
    /// <summary>The kind of command.</summary>
    public string Kind => Command["kind"].Text!;

    /// <summary>What it made, if it made one thing.</summary>
    public MapRef? Made => Kind != "map-edit/transaction" && Change.Selection is SelectionEffect.Set set
        && Kind != "map-edit/split-wall" ? set.Ref : null;

    /// <summary>What an undo says of the selection.</summary>
    public SelectionEffect SelectionBefore => Kind switch
    {
        "map-edit/delete" or "map-edit/clone" => new SelectionEffect.Set(MapRef.Read(Command["target"])!),
        "map-edit/transaction" => SelectedBefore(Command["selection"]),
        _ => Made is null ? SelectionEffect.Kept : new SelectionEffect.Clear(IsDeleted: false),
    };

    /// <summary>What a redo says of the selection.</summary>
    public SelectionEffect SelectionAfter =>
        Kind == "map-edit/delete" ? new SelectionEffect.Clear(IsDeleted: true) : Change.Selection;

    /// <summary>Entries that an undo brings back or takes away.</summary>
    public ImmutableArray<MapShift> ShiftsBack => MapShift.Reverse(Change.Shifts);

    private static SelectionEffect SelectedBefore(JsonTree? selection)
    {
        if (selection is not JsonRecord record) return SelectionEffect.Kept;
        return MapRef.Read(record["ref"]) is { } reference
            ? new SelectionEffect.Set(reference)
            : new SelectionEffect.Clear(IsDeleted: false);
    }
}
