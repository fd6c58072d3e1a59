using System.Text;
using Easel.Documents.Json;
using Easel.Documents.Json.Trees;
using Easel.Tests.Documents.Maps;

namespace Easel.Tests.Documents.Json.Trees;

/// <summary>A tree writes again what it read, token for token, and an edit touches nothing else.</summary>
public class JsonTreeTests
{
    [Theory]
    [InlineData("""{"a":1.0,"b":-0,"c":1e2,"d":12345678901234567890,"e":1e400}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""["\ud800","\u0041\/é",""]""")]
    [InlineData("""{"\u0061b":null,"":true,"x":{"y":[[],{}]}}""")]
    [InlineData("7")]
    public void Every_token_is_written_as_it_was_read(string json) =>
        Assert.Equal(json, Levels.Json(json).ToString());

    [Fact]
    public void Random_values_are_written_as_they_were_read_without_their_white_space()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var text = Encoding.UTF8.GetBytes(RandomJson.Make(random).Spell(random));
            if (!StrictJson.TryCompact(text, out var compact, out _)) continue;
            var tree = JsonTree.Read(text);
            Assert.True(compact.Span.SequenceEqual(tree.ToJson().Span), $"seed {seed}");
            Assert.True(compact.Length == tree.Size, $"seed {seed}: size");
            Assert.True(
                JsonTree.Read(MapIndented(tree)).ToString() == tree.ToString(), $"seed {seed}: indented");
        }
    }

    [Theory]
    [InlineData("e1m1")]
    [InlineData("e1m5")]
    [InlineData("e2m8")]
    [InlineData("e3m2")]
    public void A_level_that_nobody_changed_is_written_byte_for_byte(string level) =>
        Assert.Equal(Levels.File(level), MapIndented(Levels.Read(level)));

    [Fact]
    public void Empty_lists_and_records_stay_on_one_line() => Assert.Equal(
        "{\n  \"lights\": [],\n  \"sky\": {}\n}\n",
        Encoding.UTF8.GetString(MapIndented(Levels.Json("""{"lights":[],"sky":{}}"""))));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} x")]
    [InlineData("[1,]")]
    [InlineData("01")]
    [InlineData("{\"a\" 1}")]
    [InlineData("// no\n1")]
    public void What_is_not_JSON_is_refused(string text)
    {
        Assert.False(JsonTree.TryRead(Encoding.UTF8.GetBytes(text), 32, out _, out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void What_is_not_UTF8_is_refused() =>
        Assert.False(JsonTree.TryRead([(byte)'"', 0xC3, (byte)'"'], 32, out _, out _));

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Nesting_has_a_limit(int depth, bool isRead)
    {
        var text = new string('[', depth) + new string(']', depth);
        Assert.Equal(isRead, JsonTree.TryRead(Encoding.UTF8.GetBytes(text), 32, out _, out _));
    }

    [Fact]
    public void Of_equal_names_the_last_counts_and_unset_takes_all()
    {
        var record = Levels.Record("""{"a":1,"b":2,"\u0061":3}""");
        Assert.Equal("3", record["a"]!.ToString());
        Assert.Equal("""{"a":1,"b":2,"\u0061":9}""", record.Set("a", JsonScalar.Of(9)).ToString());
        Assert.Equal("""{"b":2}""", record.Without("a").ToString());
        Assert.Same(record, record.Without("c"));
    }

    [Fact]
    public void A_new_member_goes_last_and_a_known_one_keeps_its_place()
    {
        var record = Levels.Record("""{"b":1.50,"a":2}""").Set("b", JsonScalar.Of("x")).Set("c", JsonScalar.Null);
        Assert.Equal("""{"b":"x","a":2,"c":null}""", record.ToString());
        Assert.Equal(record.ToString().Length, record.Size);
    }

    [Fact]
    public void Many_changes_at_once_are_the_same_changes_one_by_one()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var record = Levels.Record("""{"a":1,"b":2,"a":3,"c":4}""");
            var edit = new JsonRecordEdit(record);
            for (var i = 0; i < 6; i++)
            {
                var (name, value) = ($"{(char)('a' + random.Next(6))}", JsonScalar.Of(random.Next(9)));
                var isRemoved = random.Next(3) == 0;
                if (isRemoved) edit.Remove(name);
                else edit.Set(name, value);
                record = isRemoved ? record.Without(name) : record.Set(name, value);
            }

            Assert.Equal(record.ToString(), edit.ToRecord().ToString());
            Assert.Equal(record.Size, edit.ToRecord().Size);
        }
    }

    [Theory]
    [InlineData("a\"\\\n\u0001é😀", "\"a\\\"\\\\\\n\\u0001é😀\"")]
    [InlineData("", "\"\"")]
    public void A_string_is_written_with_the_fewest_escapes(string text, string json)
    {
        Assert.Equal(json, JsonScalar.Of(text).ToString());
        Assert.Equal(text, ((JsonScalar)Levels.Json(json)).Text);
    }

    [Fact]
    public void A_lone_surrogate_is_written_as_an_escape()
    {
        Assert.Equal("\"\\ud800x\\udc00\"", JsonScalar.Of("\ud800x\udc00").ToString());
        Assert.Equal("\ud800x\udc00", ((JsonScalar)Levels.Json("\"\\ud800x\\udc00\"")).Text);
    }

    [Fact]
    public void Reading_many_names_does_not_cost_their_square()
    {
        var names = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"k{i}\":{i}"));
        var record = Levels.Record("{" + names + "}");
        Assert.Equal(200_000, record.Shape.Count);
        Assert.Equal("199999", record["k199999"]!.ToString());
    }

    private static byte[] MapIndented(JsonTree tree) => Easel.Documents.Maps.MapFile.Write(tree).ToArray();
}
