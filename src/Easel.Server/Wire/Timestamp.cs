using System.Globalization;

namespace Easel.Server.Wire;

/// <summary>Times as they stand in messages: RFC 3339 in UTC, to the millisecond.</summary>
internal static class Timestamp
{
    public const int Length = 24;

    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static void Write(Span<byte> to, DateTimeOffset time) =>
        time.UtcDateTime.TryFormat(to, out _, Format, CultureInfo.InvariantCulture);
}
