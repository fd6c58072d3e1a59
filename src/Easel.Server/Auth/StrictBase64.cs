using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Easel.Server.Auth;

/// <summary>Base64url with one spelling a value: no padding, no white space, no bits left over.</summary>
internal static class StrictBase64
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.IsEmpty || text.ContainsAnyExcept(Characters) || !Base64Url.IsValid(text)) return false;
        var decoded = Base64Url.DecodeFromChars(text);
        if (!Base64Url.EncodeToString(decoded).AsSpan().SequenceEqual(text)) return false;
        bytes = decoded;
        return true;
    }
}
