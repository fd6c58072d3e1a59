using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Easel.Server.Wire;

/// <summary>What may stand in names (SPEC GE3).</summary>
internal static class Ids
{
    private const int IdMax = 128;
    private const int KeyMax = 255;
    private const int TraceLength = 55;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    private static readonly SearchValues<char> TenantCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> TraceCharacters = SearchValues.Create("0123456789abcdef-");

    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= IdMax } && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    public static bool IsTenant([NotNullWhen(true)] string? text) =>
        text is { Length: > 2 and <= 64 } && text.StartsWith("t_", StringComparison.Ordinal)
        && !text.AsSpan(2).ContainsAnyExcept(TenantCharacters);

    /// <summary>Idempotency keys, correlation ids and actors: anything readable of 1 to 255 characters.</summary>
    public static bool IsKey([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= KeyMax }
        && !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.Contains('\x7f');

    /// <summary>Runs: a key that can stand in a path, where a dot or two would mean another place.</summary>
    public static bool IsRun([NotNullWhen(true)] string? text) => IsKey(text) && text is not ("." or "..");

    /// <summary>A W3C <c>traceparent</c>: version, trace, span and flags, neither id all zeros.</summary>
    public static bool IsTrace([NotNullWhen(true)] string? text) =>
        text is { Length: TraceLength } && !text.AsSpan().ContainsAnyExcept(TraceCharacters)
        && text[2] == '-' && text[35] == '-' && text[52] == '-' && text.AsSpan().Count('-') == 3
        && !text.StartsWith("ff", StringComparison.Ordinal)
        && text.AsSpan(3, 32).ContainsAnyExcept('0') && text.AsSpan(36, 16).ContainsAnyExcept('0');
}
