using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Easel.Documents.Json;

namespace Easel.Documents.Canvases;

/// <summary>
/// A property's value: the JSON token for token as it was sent or, once a text op has touched a string, its text as a
/// sequence, so that a keystroke does not cost the length of the text.
/// </summary>
public sealed class JsonValue
{
    private readonly ReadOnlyMemory<byte> token;
    private readonly Sequence<char>? text;

    private JsonValue(ReadOnlyMemory<byte> token, Sequence<char>? text) => (this.token, this.text) = (token, text);

    /// <summary>Bytes that it takes at least.</summary>
    internal long Weight => text?.Count ?? token.Length;

    /// <summary>Keeps a copy of a compact JSON value.</summary>
    public static JsonValue FromJson(ReadOnlySpan<byte> compact) => new(compact.ToArray(), null);

    /// <summary>A string with this text.</summary>
    public static JsonValue FromText(Sequence<char> text) => new(default, text);

    /// <summary>A string with this text.</summary>
    public static JsonValue FromText(string text) => new(default, Sequence<char>.Create(text));

    /// <summary>The text of a string value; other values have none.</summary>
    public bool TryGetText([NotNullWhen(true)] out Sequence<char>? value)
    {
        value = text ?? (token.Span[0] == '"' ? Sequence<char>.Create(Unquote(token.Span)) : null);
        return value is not null;
    }

    /// <summary>The value as JSON: as sent, or canonical if a text op has touched it.</summary>
    public void WriteTo(IBufferWriter<byte> to)
    {
        if (text is null) to.Write(token.Span);
        else CanonicalJson.WriteString(text.ToArray(), to);
    }

    /// <summary>The value as canonical JSON (RFC 8785).</summary>
    internal void WriteCanonicalTo(IBufferWriter<byte> to)
    {
        if (text is null) CanonicalJson.Write(token.Span, to);
        else CanonicalJson.WriteString(text.ToArray(), to);
    }

    /// <summary>The value as JSON in an array of its own.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        if (text is null) return token;
        var json = new ArrayBufferWriter<byte>(text.Count + 2);
        WriteTo(json);
        return json.WrittenMemory;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(ToJson().Span);

    private static string Unquote(ReadOnlySpan<byte> quoted)
    {
        var json = new Utf8JsonReader(quoted);
        json.Read();
        return json.GetString()!;
    }
}
