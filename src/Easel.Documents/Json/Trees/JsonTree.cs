using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Easel.Documents.Json.Trees;

/// <summary>
/// An immutable JSON value that keeps every token as it was written: the spelling of numbers and strings, the order of
/// members, also names that come twice. An edit copies the path that it touches and shares the rest, and what is
/// written again is byte for byte what was read, but for the white space between tokens.
/// </summary>
public abstract class JsonTree
{
    /// <summary>
    /// Room for the deepest value of a client (<see cref="StrictJson.DepthMax"/>) inside what the server stores.
    /// </summary>
    public const int DepthMax = 2 * StrictJson.DepthMax;

    /// <summary>Bytes of the value without white space.</summary>
    public abstract long Size { get; }

    /// <summary>
    /// Reads one whole text. Unlike <see cref="StrictJson"/> it takes what a file may hold and can be kept as it is:
    /// integers that no double holds, names that come twice (the last one counts), lone surrogates.
    /// </summary>
    /// <param name="utf8">The text; nothing of it is kept.</param>
    /// <param name="depthMax">How many arrays and records may be inside one another.</param>
    /// <param name="tree">The value, where the answer is true.</param>
    /// <param name="fault">The first thing wrong, where the answer is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, int depthMax, [NotNullWhen(true)] out JsonTree? tree,
        [NotNullWhen(false)] out JsonFault? fault)
    {
        (tree, fault) = (null, null);
        if (!Utf8.IsValid(utf8)) fault = new JsonFault("The text is not valid UTF-8.", 0);
        else
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = depthMax });
            try
            {
                tree = new JsonTreeReader().ReadAll(ref reader);
            }
            catch (JsonException)
            {
                fault = new JsonFault("The text is not JSON from here on, or is nested too deeply.",
                    reader.TokenStartIndex);
            }
        }

        return fault is null;
    }

    /// <summary>Reads a text that this server wrote.</summary>
    /// <exception cref="FormatException">It is not JSON.</exception>
    public static JsonTree Read(ReadOnlySpan<byte> utf8) =>
        TryRead(utf8, DepthMax, out var tree, out var fault) ? tree : throw new FormatException(fault.Reason);

    /// <summary>Writes the value without white space.</summary>
    public abstract void WriteTo(IBufferWriter<byte> to);

    /// <summary>The value without white space.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var to = new ArrayBufferWriter<byte>((int)Math.Min(Size, Array.MaxLength));
        WriteTo(to);
        return to.WrittenMemory;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(ToJson().Span);
}
