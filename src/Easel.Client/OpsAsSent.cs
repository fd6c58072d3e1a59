using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Easel.Documents.Canvases;
using Easel.Documents.Json;

namespace Easel.Client;

/// <summary>Ops as the server will read them, or the reason why it would not.</summary>
internal static class OpsAsSent
{
    public static bool TryRead(
        ImmutableArray<CanvasOp> ops, CanvasLimits limits, out ImmutableArray<CanvasOp> read, out int bytes,
        [NotNullWhen(false)] out OpFault? fault)
    {
        (read, bytes) = ([], 0);
        try
        {
            fault = ops.IsDefaultOrEmpty ? new OpFault(null, "ops is empty") : FindBrokenText(ops);
            if (fault is not null) return false;
            var json = CanvasOpJson.Encode(ops);
            bytes = json.Length;
            // In brackets, because in a command the ops lie one level deep.
            if (!StrictJson.TryCompact((byte[])[(byte)'[', .. json.Span, (byte)']'], out var compact, out var broken))
            {
                fault = new OpFault(null, broken.Reason);
                return false;
            }

            return CanvasOpJson.TryParse(compact[1..^1], limits, out read, out fault);
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException)
        {
            fault = new OpFault(null, broken.Message); // Text that is not Unicode.
            return false;
        }
    }

    /// <summary>A text with half a character; written as it is, it would silently become another.</summary>
    private static OpFault? FindBrokenText(ImmutableArray<CanvasOp> ops)
    {
        for (var index = 0; index < ops.Length; index++)
        {
            if (Texts(ops[index]).Any(IsBroken)) return new OpFault(index, "a text with half a surrogate pair");
        }

        return null;
    }

    private static IEnumerable<string> Texts(CanvasOp op) => op switch
    {
        CanvasOp.Add add => [add.Type, .. Texts(add.Properties)],
        CanvasOp.Update update => [.. Texts(update.Set), .. update.Unset],
        CanvasOp.InsertText insert => [insert.Property, insert.Text],
        CanvasOp.ReplaceRange replace => [replace.Property, replace.Text],
        CanvasOp.TextOp text => [text.Property],
        CanvasOp.SetMeta { Value: { } value } set => [set.Key, .. Text(value)],
        CanvasOp.SetMeta set => [set.Key],
        _ => [],
    };

    private static IEnumerable<string> Texts(Properties properties) =>
        properties.SelectMany(member => Text(member.Value).Prepend(member.Key));

    private static IEnumerable<string> Text(JsonValue value) =>
        value.TryGetText(out var text) ? [new string(text.ToArray())] : [];

    private static bool IsBroken(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var read) != OperationStatus.Done) return true;
            rest = rest[read..];
        }

        return false;
    }
}
