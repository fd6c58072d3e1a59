using System.Globalization;

namespace Easel.Documents.Json;

/// <summary>Numbers as ECMAScript prints them (Number::toString), which RFC 8785 asks for.</summary>
internal static class EcmaNumber
{
    /// <summary>
    /// Room that is always enough: ECMAScript takes at most 25 bytes (<c>-0.000001</c> with 17 digits), .NET no more.
    /// </summary>
    public const int LengthMax = 32;

    // Where ECMAScript changes to an exponent: from 1e21 up and below 1e-6.
    private const int PlainDigitsMax = 21;
    private const int PlainZerosMax = 5;

    /// <summary>Writes a finite number in its fewest digits and returns their length; -0 becomes 0.</summary>
    public static int Format(double value, Span<byte> to)
    {
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "Not a JSON number.");
        if (value == 0) value = 0;
        value.TryFormat(to, out var length, default, CultureInfo.InvariantCulture);

        // .NET 10 drops a digit too many of 2^-25 and 2^-958 (dotnet/runtime#131131); 17 digits are right for both.
        if (double.IsPow2(Math.Abs(value)) && double.Parse(to[..length], CultureInfo.InvariantCulture) != value)
            value.TryFormat(to, out length, "E16", CultureInfo.InvariantCulture);

        // .NET takes to the exponent earlier: from 1E+15 up and below 1E-04.
        var exponentAt = to[..length].IndexOf((byte)'E');
        return exponentAt < 0 ? length : FormatScientific(to, exponentAt, length);
    }

    /// <summary>Rewrites <c>-1.25E-07</c> in place as ECMAScript does.</summary>
    private static int FormatScientific(Span<byte> to, int exponentAt, int length)
    {
        var written = to[(exponentAt + 1)..length];
        var exponent = int.Parse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[LengthMax];
        var count = 0;
        foreach (var symbol in to[..exponentAt])
        {
            if (char.IsAsciiDigit((char)symbol)) digits[count++] = symbol;
        }

        var sign = to[0] == '-' ? 1 : 0;
        return sign + Place(digits[..count], exponent + 1, to[sign..]);
    }

    /// <summary>Writes the number 0.digits × 10^<paramref name="point"/>.</summary>
    private static int Place(ReadOnlySpan<byte> digits, int point, Span<byte> to)
    {
        if (point is > PlainDigitsMax or < -PlainZerosMax) return PlaceExponent(digits, point - 1, to);
        if (point <= 0)
        {
            "0."u8.CopyTo(to);
            to.Slice(2, -point).Fill((byte)'0');
            digits.CopyTo(to[(2 - point)..]);
            return 2 - point + digits.Length;
        }
        if (point >= digits.Length)
        {
            digits.CopyTo(to);
            to[digits.Length..point].Fill((byte)'0');
            return point;
        }
        return PlacePoint(digits, point, to);
    }

    private static int PlaceExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> to)
    {
        var length = digits.Length == 1 ? 1 : PlacePoint(digits, 1, to);
        to[0] = digits[0];
        to[length++] = (byte)'e';
        to[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Math.Abs(exponent).TryFormat(to[length..], out var written, default, CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int PlacePoint(ReadOnlySpan<byte> digits, int point, Span<byte> to)
    {
        digits[..point].CopyTo(to);
        to[point] = (byte)'.';
        digits[point..].CopyTo(to[(point + 1)..]);
        return digits.Length + 1;
    }
}
