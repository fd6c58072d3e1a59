using Easel.Documents.Canvases;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>What people would call an atom: what it is, and what is written on it.</summary>
internal static class AtomNames
{
    private static readonly string[] Written = ["text", "label", "title"];
    private static readonly string[] Labelled = ["label"];

    /// <param name="quote">How somebody's text is told in the form that is written.</param>
    public static string Full(Atom atom, Func<string, string> quote)
    {
        var text = TextOf(atom);
        return $"{KindOf(atom.Type) ?? quote(atom.Type)} {quote(text.Length > 0 ? text : atom.Id)}";
    }

    /// <summary>Shorter, for one that only has a part in it.</summary>
    public static string Short(Atom atom, Func<string, string> quote) =>
        TextOf(atom) is { Length: > 0 } text ? quote(text) : Full(atom, quote);

    private static string? KindOf(string type) => type switch
    {
        "sticky" or "note" => "sticky note",
        "circle" or "ellipse" => "ellipse",
        "arrow" or "file" or "group" or "image" or "link" or "rectangle" or "text" => type,
        _ => null,
    };

    private static string TextOf(Atom atom)
    {
        string[] names = atom.Type switch
        {
            "group" or "arrow" => Labelled,
            "file" => ["file"],
            "link" => ["url"],
            _ => Written,
        };
        foreach (var name in names)
        {
            if (atom.Properties.TryGet(name, out var value) && value.TryGetText(out var text))
                return new string(text.ToArray()).Trim();
        }

        return "";
    }
}
