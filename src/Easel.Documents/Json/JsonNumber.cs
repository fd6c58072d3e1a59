using System.Globalization;

namespace Easel.Documents.Json;

/// <summary>Number literals as they stand in a text.</summary>
internal static class JsonNumber
{
    private const long IntegerMax = 1L << 53;

    // All integers of 15 digits are below 2^53, and it takes 309 digits to leave the range of a double.
    private const int SafeDigits = 15;
    private const int FiniteDigits = 308;

    // Below this ECMAScript prints an exponent.
    private static ReadOnlySpan<byte> SmallestPlain => "0.000001"u8;

    /// <summary>Why readers would not see the same number here, or null.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> literal)
    {
        if (literal.Length <= SafeDigits && !literal.ContainsAny("eE"u8)) return null;
        if (!literal.ContainsAny(".eE"u8)) return IsSafeInteger(literal) ? null : "An integer is beyond 2^53.";
        return IsFinite(literal) ? null : "A number is beyond the range of a double.";
    }

    /// <summary>
    /// Whether the literal is, without any arithmetic, known to be what ECMAScript prints. Up to 15 digits no two
    /// decimals share a double, so only superfluous zeros and the exponent could differ.
    /// </summary>
    public static bool IsCanonical(ReadOnlySpan<byte> literal)
    {
        if (literal.Length > SafeDigits || literal.ContainsAny("eE"u8)) return false;
        var digits = literal[0] == '-' ? literal[1..] : literal;
        if (digits[0] != '0') return !literal.Contains((byte)'.') || literal[^1] != '0';
        return digits.Length == 1 ? literal.Length == 1 : digits.Length <= SmallestPlain.Length && digits[^1] != '0';
    }

    /// <summary>The nearest double; infinite where the literal is beyond all of them.</summary>
    public static double Value(ReadOnlySpan<byte> literal) =>
        double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool IsSafeInteger(ReadOnlySpan<byte> literal) =>
        long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is >= -IntegerMax and <= IntegerMax;

    private static bool IsFinite(ReadOnlySpan<byte> literal) =>
        (literal.Length <= FiniteDigits && !literal.ContainsAny("eE"u8))
        || double.IsFinite(Value(literal));
}
