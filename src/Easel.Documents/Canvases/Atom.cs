namespace Easel.Documents.Canvases;

/// <summary>One thing on a canvas: a shape, a text, an image, an arrow, a group.</summary>
public sealed class Atom
{
    internal Atom(string id, string type, string? parentId, Properties properties, Sequence<string> children)
    {
        Id = id;
        Type = type;
        ParentId = parentId;
        Properties = properties;
        Children = children;
        Weight = id.Length + type.Length + properties.Weight;
    }

    /// <summary>Unique in its canvas.</summary>
    public string Id { get; }

    /// <summary>What it is; given meaning by front ends and validators, not by the server.</summary>
    public string Type { get; }

    /// <summary>The atom that holds it; null at the root.</summary>
    public string? ParentId { get; }

    /// <summary>What is known of it.</summary>
    public Properties Properties { get; }

    /// <summary>The atoms it holds, back to front.</summary>
    public Sequence<string> Children { get; }

    /// <summary>Bytes that its encoding has at least, its children's ids left out.</summary>
    internal long Weight { get; }

    /// <summary>Its JSON, made when first needed: atoms outlive many snapshots unchanged.</summary>
    internal EncodedAtom Encoded => field ??= CanvasJson.Encode(this);

    internal Atom WithProperties(Properties properties) => new(Id, Type, ParentId, properties, Children);

    internal Atom WithParent(string? parentId) => new(Id, Type, parentId, Properties, Children);

    internal Atom WithChildren(Sequence<string> children) => new(Id, Type, ParentId, Properties, children);
}

/// <summary>
/// The same atom twice: with its values as sent, and canonical (RFC 8785). Most often one array serves as both.
/// </summary>
internal sealed record EncodedAtom(byte[] AsSent, byte[] Canonical)
{
    public bool IsCanonical => ReferenceEquals(AsSent, Canonical);
}
