using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Easel.Documents.Json;

/// <summary>
/// Rule GE1: accepts only texts that every reader understands in the same way and that can be written again as they
/// are. Not accepted are invalid UTF-8, a byte order mark, comments, trailing commas or bytes, repeated names (however
/// escaped), lone surrogates, numbers that no double holds, integer literals beyond 2^53, and nesting beyond
/// <see cref="DepthMax"/>.
/// </summary>
public static class StrictJson
{
    /// <summary>How many arrays and objects may be inside one another, the outermost included.</summary>
    public const int DepthMax = 32;

    /// <summary>Checks one whole JSON text.</summary>
    /// <param name="utf8">The text. It must not change while <paramref name="compact"/>, maybe itself, is used.</param>
    /// <param name="compact">
    /// The same text token for token without the white space between tokens; the very input if it has none.
    /// </param>
    /// <param name="fault">The first thing wrong, where the answer is false.</param>
    /// <returns>Whether the text is acceptable.</returns>
    public static bool TryCompact(
        ReadOnlyMemory<byte> utf8, out ReadOnlyMemory<byte> compact, [NotNullWhen(false)] out JsonFault? fault)
    {
        compact = default;
        fault = FindFault(utf8.Span, out var spaces);
        if (fault is not null) return false;
        compact = spaces == 0 ? utf8 : JsonSpace.Without(utf8.Span, spaces);
        return true;
    }

    private static JsonFault? FindFault(ReadOnlySpan<byte> json, out int spaces)
    {
        spaces = 0;
        if (!Utf8.IsValid(json)) return new("The text is not valid UTF-8.", FirstInvalidByte(json));

        var names = new ObjectNames(json);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax + 1 });
        try
        {
            return FindFault(json, ref reader, ref names, out spaces);
        }
        catch (JsonException error)
        {
            // Its message can quote all the rest of the text, so only its position is used.
            return new("The text is not JSON from here on.", OffsetOf(error, json));
        }
        finally
        {
            names.Dispose();
        }
    }

    private static JsonFault? FindFault(
        ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ref ObjectNames names, out int spaces)
    {
        spaces = 0;
        var end = 0;
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            if (start > end) spaces += JsonSpace.Count(json[end..start]);
            end = (int)reader.BytesConsumed;

            var reason = reader.TokenType switch
            {
                JsonTokenType.PropertyName => FaultOfName(ref reader, ref names, ref spaces),
                JsonTokenType.StartArray or JsonTokenType.StartObject => FaultOfStart(ref reader, ref names),
                JsonTokenType.Number => JsonNumber.FaultOf(reader.ValueSpan),
                JsonTokenType.String => FaultOfString(ref reader),
                _ => null,
            };
            if (reason is not null) return new(reason, start);
        }
        spaces += json.Length - end;
        return null;
    }

    private static string? FaultOfStart(ref Utf8JsonReader reader, ref ObjectNames names)
    {
        if (reader.CurrentDepth == DepthMax) return "Arrays and objects are nested too deeply.";
        if (reader.TokenType == JsonTokenType.StartObject) names.Open(ref reader);
        return null;
    }

    private static string? FaultOfName(ref Utf8JsonReader reader, ref ObjectNames names, ref int spaces)
    {
        // The reader takes the colon together with the name, and the white space between the two.
        spaces += (int)(reader.BytesConsumed - reader.TokenStartIndex) - reader.ValueSpan.Length - "\"\":"u8.Length;
        if (FaultOfString(ref reader) is { } fault) return fault;
        return names.TryAdd(ref reader) ? null : "An object has the same name twice.";
    }

    private static string? FaultOfString(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped && !SurrogateEscapes.ArePaired(reader.ValueSpan) ? "A surrogate escape is alone." : null;

    private static long OffsetOf(JsonException error, ReadOnlySpan<byte> json)
    {
        var lineStart = 0;
        for (var line = 0; line < error.LineNumber; line++) lineStart += json[lineStart..].IndexOf((byte)'\n') + 1;
        return lineStart + (error.BytePositionInLine ?? 0);
    }

    private static int FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }
}
