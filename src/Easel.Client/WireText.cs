using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Easel.Documents;

namespace Easel.Client;

/// <summary>Reading answers leniently: what is absent or of another type is not there.</summary>
internal static class WireText
{
    public static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    extension(JsonElement root)
    {
        public string? TextOrNull(string name) =>
            root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

        public long? NumberOrNull(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt64(out var number) ? number : null;
    }

    /// <summary>The bytes of a value, in an array of their own.</summary>
    public static byte[] Raw(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();

    public static ImmutableArray<DroppedOp> ReadDropped(JsonElement root) =>
        root.TryGetProperty("dropped", out var dropped) && dropped.ValueKind == JsonValueKind.Array
            ? [.. dropped.EnumerateArray().Select(op =>
                new DroppedOp((int)(op.NumberOrNull("op_index") ?? 0), op.TextOrNull("reason") ?? ""))]
            : [];
}
