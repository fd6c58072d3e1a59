using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Easel.Documents.Json;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>What must not change when a command is sent again (SPEC CM3).</summary>
internal static class Fingerprint
{
    private const int Length = 16;

    public static byte[] Of(CanvasCommand command, string actorId)
    {
        var canonical = AnswerBuffer.Take();
        canonical.Write("{\"actor_id\":"u8);
        CanonicalJson.WriteString(actorId, canonical);
        if (command.Kind == CommandKind.Edit)
        {
            canonical.Write(",\"ops\":"u8);
            CanonicalJson.Write(command.Body.Ops, canonical);
        }
        else
        {
            WriteMember(canonical, ",\"route\":"u8, command.Kind.ToString());
            WriteMember(canonical, ",\"run_id\":"u8, command.Body.RunId);
            WriteMember(canonical, ",\"scope\":"u8, command.Body.Scope ?? "actor");
            WriteMember(canonical, ",\"to_rev\":"u8, command.Body.ToRev?.ToString(CultureInfo.InvariantCulture));
            WriteMember(canonical, ",\"whole\":"u8, command.Body.Whole ? "true" : null);
        }

        canonical.Write("}"u8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.WrittenSpan, hash);
        return hash[..Length].ToArray();
    }

    private static void WriteMember(ArrayBufferWriter<byte> canonical, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        canonical.Write(name);
        CanonicalJson.WriteString(value, canonical);
    }
}
