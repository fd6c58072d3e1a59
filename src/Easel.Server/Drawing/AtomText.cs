using Easel.Documents.Canvases;

namespace Easel.Server.Drawing;

/// <summary>What is written on an atom; the studio reads the same (<c>drawing/atom-text.ts</c>).</summary>
internal static class AtomText
{
    /// <summary>Characters of a label that are drawn; labels are one line.</summary>
    public const int LabelMax = 200;

    private const string Data = "data:";

    /// <summary>The text of a property, if it is one.</summary>
    public static string? Text(this Atom atom, string property)
    {
        if (!atom.Properties.TryGet(property, out var value) || !value.TryGetText(out var text)) return null;
        return string.Create(text.Count, text, static (to, from) => from.CopyTo(to));
    }

    /// <summary>What is shown of an atom as text; empty if nothing is.</summary>
    public static string Shown(this Atom atom) => atom.Type switch
    {
        "file" => Named(atom.Text("file")) + atom.Text("subpath"),
        "link" => atom.Text("url") ?? "",
        "image" => atom.Text("alt") ?? atom.Text("name") ?? atom.Text("title") ?? Named(atom.Text("file")),
        "group" or "arrow" => atom.Text("label") ?? "",
        _ => atom.Text("text") ?? atom.Text("label") ?? atom.Text("title") ?? "",
    };

    /// <summary>A label, cut where it is too long for one line.</summary>
    public static string Label(this Atom atom)
    {
        var label = atom.Shown();
        if (label.Length <= LabelMax) return label;
        var end = char.IsHighSurrogate(label[LabelMax - 1]) ? LabelMax - 1 : LabelMax;
        return string.Concat(label.AsSpan(0, end), "…");
    }

    /// <summary>Content that stands where a name should is nothing to read.</summary>
    private static string Named(string? file) =>
        file is null || file.StartsWith(Data, StringComparison.OrdinalIgnoreCase) ? "" : file;
}
