using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Easel.Documents.Replays;

/// <summary>The words of a replay file (SPEC AR4) that need no state.</summary>
internal static class ReplayJson
{
    /// <summary>Which form of the file this is.</summary>
    public const int Version = 1;

    /// <summary>Bytes of a state that is written as it is.</summary>
    public const int PlainStateMax = 64 * 1_024;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // What was accepted is kept token for token, and a state nests deeper than what clients send.
    public static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    /// <summary>Opens the file's object and writes what is known before the first entry.</summary>
    public static void WriteHead(Utf8JsonWriter json, ReplayRange range)
    {
        json.WriteStartObject();
        json.WriteNumber("v"u8, Version);
        json.WriteString("canvas_id"u8, range.CanvasId);
        json.WriteString("epoch"u8, range.Epoch);
        json.WriteNumber("from_rev"u8, range.From.Number);
        json.WriteNumber("to_rev"u8, range.To.Number);
        json.WriteString("from_at"u8, Time(range.FromAt));
        json.WriteString("to_at"u8, Time(range.ToAt));
        json.WriteString("mode"u8, range.Mode == ReplayMode.Full ? "full"u8 : "keyframe"u8);
        if (range.Selection is not { } selection) return;
        json.WriteStartObject("selection"u8);
        if (selection.Actor is { } actor) json.WriteString("actor"u8, actor);
        if (selection.RunId is { } run) json.WriteString("run_id"u8, run);
        json.WriteEndObject();
    }

    /// <summary>Writes a state: as it is, or packed if it is so large that nobody reads it by eye.</summary>
    public static void WriteState(Utf8JsonWriter json, ReadOnlyMemory<byte> state)
    {
        if (state.Length <= PlainStateMax)
        {
            json.WritePropertyName("state"u8);
            json.WriteRawValue(state.Span, skipInputValidation: true);
            return;
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(state.Span);
        json.WriteBase64String("packed"u8, packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
