using System.Buffers;
using System.Security.Cryptography;
using Easel.Documents.Json;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>What must not change when a command is sent again (SPEC CM3).</summary>
internal static class Fingerprint
{
    private const int Length = 16;

    public static byte[] Of(string actorId, ReadOnlySpan<byte> ops)
    {
        var canonical = AnswerBuffer.Take();
        canonical.Write("{\"actor_id\":"u8);
        CanonicalJson.WriteString(actorId, canonical);
        canonical.Write(",\"ops\":"u8);
        CanonicalJson.Write(ops, canonical);
        canonical.Write("}"u8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonical.WrittenSpan, hash);
        return hash[..Length].ToArray();
    }
}
