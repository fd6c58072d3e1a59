using System.Buffers;
using System.Globalization;
using System.Text;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Json;

/// <summary>Numbers as ECMAScript prints them. The hexadecimal rows are the table of RFC 8785, appendix B.</summary>
public class EcmaNumberTests
{
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void OP3_Numbers_are_printed_as_in_RFC_8785(ulong bits, string printed) =>
        Assert.Equal(printed, Print(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData(0x3e60000000000000, "2.9802322387695312e-8")] // 2^-25
    [InlineData(0xbe60000000000000, "-2.9802322387695312e-8")]
    [InlineData(0x0410000000000000, "4.1045368012983762e-289")] // 2^-958
    public void OP3_Powers_of_two_that_dotnet_prints_a_digit_too_short_are_whole(ulong bits, string printed) =>
        Assert.Equal(printed, Print(BitConverter.UInt64BitsToDouble(bits)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void OP3_What_is_not_a_JSON_number_is_never_written(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Print(value));

    [Fact]
    public void OP3_Every_printed_number_reads_back_as_itself()
    {
        var random = new Random(8785);
        var powers = Enumerable.Range(0, 2047).Select(exponent => (long)exponent << 52);
        foreach (var bits in powers.Concat(Enumerable.Range(0, 200_000).Select(_ => random.NextInt64())))
        {
            var value = BitConverter.Int64BitsToDouble(bits);
            if (!double.IsFinite(value)) continue;
            Assert.Equal(value, double.Parse(Print(value), CultureInfo.InvariantCulture));
            Assert.Equal(value == 0 ? "0" : $"-{Print(value)}", Print(-value));
        }
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("0e5", "0")]
    [InlineData("100", "100")]
    [InlineData("-7", "-7")]
    [InlineData("1.0", "1")]
    [InlineData("1.50", "1.5")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("1E2", "100")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.00000123", "0.00000123")]
    [InlineData("-0.000001", "-0.000001")]
    [InlineData("123456789012345", "123456789012345")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("9007199254740993.0", "9007199254740992")]
    [InlineData("1e-400", "0")]
    [InlineData("0.1000000000000000055511151231257827", "0.1")]
    public void OP3_A_literal_is_read_as_the_nearest_double(string literal, string printed)
    {
        var to = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(Encoding.UTF8.GetBytes(literal), to);
        Assert.Equal(printed, Encoding.UTF8.GetString(to.WrittenSpan));
    }

    private static string Print(double value)
    {
        var to = new ArrayBufferWriter<byte>();
        CanonicalJson.WriteNumber(value, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
