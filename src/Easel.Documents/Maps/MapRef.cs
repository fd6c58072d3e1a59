using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>What a selection can name.</summary>
public enum MapRefKind
{
    /// <summary>The map itself.</summary>
    Map,

    /// <summary>An entry of <c>lights</c>, by index.</summary>
    Light,

    /// <summary>An entry of <c>particles</c>, by index.</summary>
    Particle,

    /// <summary>An entry of <c>entities</c>, by index.</summary>
    Entity,

    /// <summary>An entry of <c>walls</c>, by index.</summary>
    Wall,

    /// <summary>An entry of <c>doors</c>, by its id.</summary>
    Door,

    /// <summary>An entry of <c>sectors</c>, by its id.</summary>
    Sector,
}

/// <summary>Names one thing of a map.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Number">Its index or, for a sector, its id; an integer.</param>
/// <param name="DoorId">The id of a door; empty for others.</param>
public sealed record MapRef(MapRefKind Kind, double Number, string DoorId)
{
    private static readonly string[] Kinds = ["map", "light", "particle", "entity", "wall", "door", "sector"];
    private static readonly JsonShape OfMap = JsonShape.Of("kind");
    private static readonly JsonShape ByIndex = JsonShape.Of("kind", "index");
    private static readonly JsonShape ById = JsonShape.Of("kind", "id");

    /// <summary>Names an entry by its index, or a sector by its id.</summary>
    public static MapRef To(MapRefKind kind, double number) => new(kind, number, "");

    /// <summary>Names a door.</summary>
    public static MapRef ToDoor(string id) => new(MapRefKind.Door, 0, id);

    /// <summary>Reads a reference as clients write it.</summary>
    /// <returns>Null if it is none.</returns>
    public static MapRef? Read(JsonTree? json)
    {
        if (json is not JsonRecord record || KindOf(record) is not { } kind) return null;
        return kind switch
        {
            MapRefKind.Map => To(kind, 0),
            MapRefKind.Door => record["id"].Text is { } id ? ToDoor(id) : null,
            MapRefKind.Sector => record["id"].IsInteger(out var id) ? To(kind, id) : null,
            _ => record["index"].IsInteger(out var index) ? To(kind, index) : null,
        };
    }

    /// <summary>The reference as clients see it.</summary>
    public JsonRecord ToJson()
    {
        var kind = JsonScalar.Of(Kinds[(int)Kind]);
        return Kind switch
        {
            MapRefKind.Map => JsonRecord.Of(OfMap, kind),
            MapRefKind.Door => JsonRecord.Of(ById, kind, JsonScalar.Of(DoorId)),
            MapRefKind.Sector => JsonRecord.Of(ById, kind, JsonScalar.Of(Number)),
            _ => JsonRecord.Of(ByIndex, kind, JsonScalar.Of(Number)),
        };
    }

    internal static MapRefKind? KindOf(JsonRecord record)
    {
        var kind = record["kind"].Text is { } name ? Array.IndexOf(Kinds, name) : -1;
        return kind < 0 ? null : (MapRefKind)kind;
    }
}
