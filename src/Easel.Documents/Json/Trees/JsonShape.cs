namespace Easel.Documents.Json.Trees;

/// <summary>The names of a record's members in order. Records that were read together share theirs.</summary>
public sealed class JsonShape
{
    private readonly JsonName[] names;

    internal JsonShape(JsonName[] names)
    {
        this.names = names;
        // Braces, a colon each, and commas between.
        Size = 2 + Math.Max(0, names.Length - 1);
        foreach (var name in names) Size += name.Token.Length + 1;
    }

    /// <summary>How many there are.</summary>
    public int Count => names.Length;

    internal ReadOnlySpan<JsonName> Names => names;

    /// <summary>Bytes that the names take in a record.</summary>
    internal long Size { get; }

    /// <summary>The names of records that a program makes.</summary>
    public static JsonShape Of(params ReadOnlySpan<string> names)
    {
        var made = new JsonName[names.Length];
        for (var i = 0; i < made.Length; i++) made[i] = new JsonName(names[i]);
        return new JsonShape(made);
    }

    /// <summary>Where a name is, or -1. Of equal names the last counts, as in every reader of JSON.</summary>
    public int IndexOf(string name)
    {
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i].Text == name) return i;
        }

        return -1;
    }

    internal JsonShape With(JsonName name) => new([.. names, name]);
}

/// <summary>A name as it stands in the text, with quotes and escapes, and what it says.</summary>
internal sealed class JsonName
{
    public JsonName(byte[] token) => (Token, Text) = (token, JsonText.Unquote(token));

    public JsonName(string text) => (Token, Text) = (JsonText.Quote(text), text);

    public byte[] Token { get; }

    public string Text { get; }
}
