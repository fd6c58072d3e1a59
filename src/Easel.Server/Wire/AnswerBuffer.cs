using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Easel.Server.Wire;

/// <summary>
/// Where an answer is put together before its length is known. One per thread: it is the caller's until the next await.
/// </summary>
internal static class AnswerBuffer
{
    // What one large answer needed is given back, or every thread would hold its largest one for ever.
    private const int KeptMax = 1 << 16;

    /// <summary>How JSON is written: no more escaped than must be, and as deep as commits are.</summary>
    public static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    [ThreadStatic] private static ArrayBufferWriter<byte>? buffer;
    [ThreadStatic] private static Utf8JsonWriter? writer;

    public static ArrayBufferWriter<byte> Take()
    {
        if (buffer is null || buffer.Capacity > KeptMax) buffer = new ArrayBufferWriter<byte>(1_024);
        buffer.ResetWrittenCount();
        return buffer;
    }

    public static Utf8JsonWriter TakeWriter(out ArrayBufferWriter<byte> to)
    {
        to = Take();
        writer ??= new Utf8JsonWriter(to, Plain);
        writer.Reset(to);
        return writer;
    }
}
