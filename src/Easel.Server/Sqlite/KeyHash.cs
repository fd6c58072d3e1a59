using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Easel.Server.Sqlite;

/// <summary>
/// 64 bits of SHA-256 over an idempotency key. Stored, so it must never change; strong, so that keys
/// that meet are hard to find. Equal hashes are settled by the key that stands with the commit.
/// </summary>
internal static class KeyHash
{
    private const int StackMax = 1_024;

    public static long Of(string key)
    {
        Span<byte> utf8 = stackalloc byte[StackMax];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // Keys have at most 255 characters (SPEC GE3): at most 765 bytes.
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
