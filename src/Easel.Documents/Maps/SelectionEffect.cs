using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>What a client should do with its selection after an edit.</summary>
public abstract record SelectionEffect
{
    private static readonly JsonShape Plain = JsonShape.Of("kind");
    private static readonly JsonShape WithReason = JsonShape.Of("kind", "reason");
    private static readonly JsonShape WithRef = JsonShape.Of("kind", "ref");
    private static readonly JsonShape WithBoth = JsonShape.Of("kind", "from", "to");

    private SelectionEffect()
    {
    }

    /// <summary>Nothing.</summary>
    public static SelectionEffect Kept { get; } = new Keep();

    /// <summary>Nothing.</summary>
    public sealed record Keep : SelectionEffect;

    /// <summary>Select nothing: what was selected is gone.</summary>
    /// <param name="IsDeleted">Whether somebody deleted it, or it went with an undo.</param>
    public sealed record Clear(bool IsDeleted) : SelectionEffect;

    /// <summary>Select this.</summary>
    public sealed record Set(MapRef Ref) : SelectionEffect;

    /// <summary>
    /// Where <paramref name="From"/> is selected, select <paramref name="To"/>: it is the same thing, at another index.
    /// </summary>
    public sealed record Remap(MapRef From, MapRef To) : SelectionEffect;

    /// <summary>The effect as clients see it.</summary>
    public JsonRecord ToJson() => this switch
    {
        Clear clear => JsonRecord.Of(
            WithReason, Kind("clear"), JsonScalar.Of(clear.IsDeleted ? "deleted" : "invalidated")),
        Set set => JsonRecord.Of(WithRef, Kind("set"), set.Ref.ToJson()),
        Remap remap => JsonRecord.Of(WithBoth, Kind("remap"), remap.From.ToJson(), remap.To.ToJson()),
        _ => JsonRecord.Of(Plain, Kind("keep")),
    };

    private static JsonScalar Kind(string last) => JsonScalar.Of("map-edit/selection/" + last);
}
