using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Easel.Documents.Json;

namespace Easel.Documents;

/// <summary>
/// A SHA-256 that stands for a commit and all before it. Written as 64 lower-case hexadecimal digits.
/// </summary>
public readonly record struct CommitHash(UInt128 High, UInt128 Low)
{
    /// <summary>Characters of its text.</summary>
    public const int TextLength = 2 * Size;

    private const int Size = SHA256.HashSizeInBytes;

    /// <summary>The hash of some bytes.</summary>
    public static CommitHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(bytes, hash);
        return Read(hash);
    }

    /// <summary>
    /// What the first commit of a document names as its predecessor, so that two documents cannot swap their histories:
    /// the hash of the canonical JSON array <c>[tenant, env, kind, id]</c>. The epoch is not in it, because a history
    /// that is restored from a backup keeps its chain.
    /// </summary>
    public static CommitHash Genesis(DocumentKey key)
    {
        var name = new ArrayBufferWriter<byte>();
        var separator = "["u8;
        foreach (var part in (ReadOnlySpan<string>)[key.Tenant, key.Env, key.Kind, key.Id])
        {
            name.Write(separator);
            CanonicalJson.WriteString(part, name);
            separator = ","u8;
        }

        name.Write("]"u8);
        return Of(name.WrittenSpan);
    }

    /// <summary>Reads its text.</summary>
    /// <returns>False if the text is not 64 lower-case hexadecimal digits.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out CommitHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != TextLength || text.ContainsAnyInRange((byte)'A', (byte)'F')) return false;
        if (Convert.FromHexString(text, bytes, out _, out _) != OperationStatus.Done) return false;
        hash = Read(bytes);
        return true;
    }

    /// <summary>Writes its text into the first <see cref="TextLength"/> bytes.</summary>
    public void Write(Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(Size / 2)..], Low);
        Convert.TryToHexStringLower(bytes, text, out _);
    }

    /// <summary>Its text.</summary>
    public override string ToString() => $"{High:x32}{Low:x32}";

    private static CommitHash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[(Size / 2)..]));
}
