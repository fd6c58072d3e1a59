using System.Buffers;
using System.Text;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Json;

/// <summary>The examples of RFC 8785, on which the state hash of OP3 rests, and the cases around them.</summary>
public class CanonicalJsonTests
{
    [Fact]
    public void OP3_The_sample_object_of_RFC_8785_comes_out_as_printed_there() => Assert.Equal(
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]"""
        + ""","string":"€$\u000f\nA'B\"\\\\\"/"}""",
        Canonical("""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """));

    [Fact]
    public void OP3_Members_are_sorted_by_UTF16_units_as_in_RFC_8785()
    {
        var sorted = Canonical("""
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """);

        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"\U0001f600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            sorted);
    }

    [Theory]
    [InlineData("{\"b\":{\"d\":1,\"c\":[{\"e\":2}]},\"a\":3}", "{\"a\":3,\"b\":{\"c\":[{\"e\":2}],\"d\":1}}")]
    [InlineData("[{\"b\":1,\"a\":[{\"d\":1,\"c\":2}]}]", "[{\"a\":[{\"c\":2,\"d\":1}],\"b\":1}]")]
    [InlineData("{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}")]
    [InlineData("{\"\\u0062\":1,\"a\":2}", "{\"a\":2,\"b\":1}")]
    [InlineData(
        "{\"[\":1,\"\\\\\":2,\"\\\"\":3,\"\\n\":4,\"]\":5}",
        "{\"\\n\":4,\"\\\"\":3,\"[\":1,\"\\\\\":2,\"]\":5}")]
    [InlineData("[{},[],{\"a\":{}}]", "[{},[],{\"a\":{}}]")]
    public void OP3_Members_are_sorted_at_every_depth_by_their_unescaped_names(string json, string canonical) =>
        Assert.Equal(canonical, Canonical(json));

    [Fact]
    public void OP3_Only_what_must_be_escaped_is_and_in_the_shortest_way()
    {
        const string Text = "\0\u0001\b\t\n\v\f\r\u001f\"\\/\u007f\u0080é\u2028\uffff\U0001f600";
        var to = new ArrayBufferWriter<byte>();

        CanonicalJson.WriteString(Text, to);

        Assert.Equal(
            "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u007f\u0080é\u2028\uffff\U0001f600\"",
            Encoding.UTF8.GetString(to.WrittenSpan));
    }

    [Fact]
    public void OP3_A_lone_surrogate_is_never_written() =>
        Assert.ThrowsAny<ArgumentException>(() => CanonicalJson.WriteString("\ud83d", new ArrayBufferWriter<byte>()));

    [Fact]
    public void OP3_Many_members_are_sorted_too()
    {
        var names = Enumerable.Range(0, 100_000).Select(i => $"\"{i:x5}\":{i}").ToArray();
        var shuffled = names.ToArray();
        new Random(1).Shuffle(shuffled);

        Assert.Equal($"{{{string.Join(',', names)}}}", Canonical($"{{{string.Join(',', shuffled)}}}"));
    }

    private static string Canonical(string json)
    {
        var to = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(Encoding.UTF8.GetBytes(json), to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
