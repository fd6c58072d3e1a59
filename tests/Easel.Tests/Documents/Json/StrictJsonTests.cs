using System.Text;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Json;

/// <summary>Rule GE1 case by case.</summary>
public class StrictJsonTests
{
    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}],\"b\":0}}")]
    [InlineData("[0,-0,1.5e-7,-12E+3,1e-400,9007199254740992,-9007199254740992,9007199254740993.0]")]
    [InlineData("[\"\\ud83d\\ude00\",\"\\u0000\",\"\\\\ud800\",\"\\/\",\"\u007f\u2028\U0001f600\"]")]
    [InlineData("{\"\":1,\"A\":2,\"a\":3,\"\\\\u0061\":4}")]
    public void GE1_A_valid_text_without_white_space_comes_back_as_the_same_memory(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsMemory();

        Assert.True(StrictJson.TryCompact(bytes, out var compact, out var fault), fault?.ToString());
        Assert.True(bytes.Equals(compact));
    }

    [Theory]
    [InlineData(" 1\n", "1")]
    [InlineData("[ ]", "[]")]
    [InlineData("\t{ \"a b\"\r\n: [1 , 2 ,{ } ] , \"\\u0062\" :3 }\n", "{\"a b\":[1,2,{}],\"\\u0062\":3}")]
    [InlineData("[ \" c , d\\\" : \" ]", "[\" c , d\\\" : \"]")]
    [InlineData("[1.0, 1E2, 0.10]", "[1.0,1E2,0.10]")]
    [InlineData("{\"a, b\" : \"\\\\\" , \" \":\" \" }", "{\"a, b\":\"\\\\\",\" \":\" \"}")]
    public void GE1_Only_white_space_between_tokens_goes(string text, string compact) =>
        Assert.Equal(compact, Compact(text));

    [Theory]
    [InlineData("", 0)]
    [InlineData("  ", 2)]
    [InlineData("\ufeff1", 0)]
    [InlineData("1 2", 2)]
    [InlineData("[1,\n2]\n]", 7)]
    [InlineData("[1,]", 3)]
    [InlineData("{\"a\":1,}", 7)]
    [InlineData("[1,/**/2]", 3)]
    [InlineData("// c\n1", 0)]
    [InlineData("[01]", 2)]
    [InlineData("NaN", 0)]
    [InlineData("[-Infinity]", 2)]
    [InlineData("'a'", 0)]
    [InlineData("{a:1}", 1)]
    [InlineData("[\"a\nb\"]", 3)]
    [InlineData("[\"\\x\"]", 3)]
    [InlineData("[1}", 2)]
    [InlineData("{\"a\"", 4)]
    [InlineData("\0", 0)]
    public void GE1_What_is_not_JSON_is_refused_where_it_stops_being_JSON(string text, long offset) =>
        Assert.Equal(offset, Fault(text).Offset);

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0x80, (byte)'"' }, 1)] // Overlong.
    [InlineData(new byte[] { (byte)'"', (byte)'a', 0xED, 0xA0, 0x80, (byte)'"' }, 2)] // A surrogate.
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, 2)] // In a name.
    [InlineData(new byte[] { (byte)'1', 0x80 }, 1)]
    [InlineData(new byte[] { (byte)'"', 0xE2, 0x82 }, 1)] // Cut off.
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'1', 0 }, 0)] // UTF-16.
    public void GE1_Invalid_UTF8_is_refused_anywhere(byte[] text, long offset) =>
        Assert.Equal(offset, Fault(text).Offset);

    [Theory]
    [InlineData("[\"\\ud800\"]", 1)]
    [InlineData("[\"\\udc00\"]", 1)]
    [InlineData("[\"\\uD83Dx\"]", 1)]
    [InlineData("[\"\\ud83d\\n\"]", 1)]
    [InlineData("[\"\\ud83d\\ud83d\\ude00\"]", 1)]
    [InlineData("[\"\\ude00\\ud83d\"]", 1)]
    [InlineData("{\"\\ud800\":1}", 1)]
    public void GE1_Lone_surrogate_escapes_are_refused_in_strings_and_names(string text, long offset) =>
        Assert.Equal(offset, Fault(text).Offset);

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}", 7)]
    [InlineData("{\"a\":1,\"\\u0061\":2}", 7)]
    [InlineData("{\"\\u0061\":1,\"b\":{\"a\":1},\"a\":2}", 24)]
    [InlineData("[{\"x\":{\"b\":{},\"b\":0}}]", 14)]
    [InlineData("{\"\":1,\"\":2}", 6)]
    [InlineData("{\"\\ud83d\\ude00\":1,\"\U0001f600\":2}", 18)]
    [InlineData("{\"/\":1,\"\\/\":2}", 7)]
    public void GE1_Duplicate_keys_are_refused_also_when_escaped(string text, long offset) =>
        Assert.Equal(offset, Fault(text).Offset);

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    [InlineData(1000)]
    public void GE1_Duplicate_keys_are_found_among_few_and_many(int names)
    {
        var members = Enumerable.Range(0, names).Select(i => $"\"n{i}\":{{\"n0\":{i}}}").ToList();
        var text = $"{{{string.Join(',', members)}}}";

        Assert.Equal(text, Compact(text));
        foreach (var again in new[] { 0, names / 2, names - 1 })
            Assert.Equal(text.Length, Fault($"{text[..^1]},\"n{again}\":0}}").Offset);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("[1E309]")]
    [InlineData("0.1e99999999999999999999")]
    [InlineData("9007199254740993")]
    [InlineData("-9007199254740993")]
    [InlineData("{\"n\":123456789012345678901234567890}")]
    public void GE1_Numbers_that_a_double_does_not_hold_are_refused(string text) =>
        Assert.Contains("beyond", Fault(text).Reason, StringComparison.Ordinal);

    [Fact]
    public void GE1_Numbers_of_any_length_are_measured_by_their_value()
    {
        Assert.NotNull(Compact($"0.{new string('1', 1000)}"));
        Assert.NotNull(Compact($"0e{new string('9', 1000)}"));
        Assert.Contains("beyond", Fault($"{new string('9', 310)}.5").Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void GE1_Depth_32_is_accepted_and_depth_33_is_not(string open, string close)
    {
        string Nested(int depth) => Repeat(open, depth) + "0" + Repeat(close, depth);

        Assert.Equal(Nested(32), Compact(Nested(32)));
        Assert.Equal(32 * open.Length, Fault(Nested(33)).Offset);
    }

    [Fact]
    public void GE1_A_reason_does_not_repeat_the_text() =>
        Assert.InRange(Fault("trux" + new string('y', 100_000)).Reason.Length, 1, 100);

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Compact(string text)
    {
        Assert.True(StrictJson.TryCompact(Encoding.UTF8.GetBytes(text), out var compact, out var fault), $"{fault}");
        return Encoding.UTF8.GetString(compact.Span);
    }

    private static JsonFault Fault(string text) => Fault(Encoding.UTF8.GetBytes(text));

    private static JsonFault Fault(byte[] text)
    {
        Assert.False(StrictJson.TryCompact(text, out _, out var fault));
        return fault;
    }
}
