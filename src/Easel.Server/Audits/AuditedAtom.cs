using Easel.Documents.Canvases;
using Easel.Server.Drawing;

namespace Easel.Server.Audits;

/// <summary>An atom as the rules see it: where the picture has it and what is written on it, read once.</summary>
/// <param name="index">Its place in the order in which all are drawn.</param>
internal sealed class AuditedAtom(Atom atom, AuditedAtom? parent, int index)
{
    private static readonly HashSet<string> Images = new(StringComparer.OrdinalIgnoreCase)
    {
        ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".ico",
    };

    public string Id => atom.Id;

    public string Type => atom.Type;

    public Properties Properties => atom.Properties;

    public int Index => index;

    public AuditedAtom? Parent => parent;

    public int Depth { get; } = parent is null ? 1 : parent.Depth + 1;

    public bool HasChildren => atom.Children.Count > 0;

    public Box Box { get; } = Box.Of(atom);

    /// <summary>A shape without area is not shown, so only one rule is about it.</summary>
    public bool HasArea => Box is { Width: > 0, Height: > 0 };

    /// <summary>What is written on it; empty if nothing is.</summary>
    public string Text { get; } = atom.Shown().Trim();

    /// <summary>What is written on it, as it is told in a few words; null if nothing is.</summary>
    public string? Excerpt => Text.Length == 0 ? null : Wire.Excerpt.Of(Text);

    /// <summary>What people call it where a message is about another atom.</summary>
    public string Name => Excerpt is { } words ? $"“{words}” ({Id})" : Id;

    public bool IsArrow => atom.Type == "arrow";

    public bool IsGroup => atom.Type == "group";

    public bool IsSticky => atom.Type is "sticky" or "note";

    public bool IsRound => atom.Type is "ellipse" or "circle";

    public bool IsImage => atom.Type == "image"
        || (atom.Type == "file" && Images.Contains(Path.GetExtension(atom.Text("file") ?? "")));

    /// <summary>The colour that it names.</summary>
    public Color? Color => Palette.Of(atom);

    public string? Says(string property) => atom.Text(property);

    public bool IsBelow(AuditedAtom other)
    {
        for (var above = parent; above is not null && above.Depth >= other.Depth; above = above.Parent)
        {
            if (above == other) return true;
        }

        return false;
    }
}
