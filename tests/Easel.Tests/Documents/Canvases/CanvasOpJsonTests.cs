using System.Text;
using Easel.Documents.Canvases;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Which ops a client may send (SPEC CM7), and that nothing is lost of those.</summary>
public class CanvasOpJsonTests
{
    private const string Good = """{"kind":"remove","atom_id":"a"}""";

    [Fact]
    public void CM7_Every_shape_is_accepted_or_refused_as_the_table_says()
    {
        var all = ShapeCases.All.ToList();
        Assert.Equal(all.Count, all.DistinctBy(one => one.Name).Count());
        Assert.True(all.Count(one => one.IsOk) > 40 && all.Count(one => !one.IsOk) > 150);
        foreach (var one in all)
        {
            Assert.True(one.IsOk == (Parse($"[{one.Op}]") is null), one.Name);
            var fault = Parse($"[{Good},{Good},{one.Op},{Good}]");
            Assert.True(one.IsOk ? fault is null : fault is { OpIndex: 2, TooLarge: false, Reason.Length: < 300 }, one.Name);
        }
    }

    [Fact]
    public void OP0_What_is_accepted_reads_the_same_after_it_was_written_again()
    {
        foreach (var one in ShapeCases.All.Where(one => one.IsOk))
        {
            var ops = CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes($"[{one.Op}]"));
            var again = CanvasOpJson.ParseStored(CanvasOpJson.Encode(ops));
            Assert.True(Say.Wire(ops) == Say.Wire(again), one.Name);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("\"ops\"")]
    public void CM7_Ops_that_are_no_filled_array_have_no_index(string ops)
    {
        var fault = Parse(ops)!;
        Assert.Equal((null, false), (fault.OpIndex, fault.TooLarge));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void CM7_At_most_256_ops(int count, bool isOk)
    {
        var fault = Parse($"[{string.Join(',', Enumerable.Repeat(Good, count))}]");
        Assert.Equal(isOk, fault is null);
        if (fault is not null) Assert.Equal((null, true), (fault.OpIndex, fault.TooLarge));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void CM7_At_most_64_KiB_in_one_op(int over, bool isOk)
    {
        const string Empty = """{"kind":"insert_text","atom_id":"a","property":"text","at":0,"text":""}""";
        var op = Empty.Replace("\"\"", $"\"{new string('x', 65_536 - Empty.Length + over)}\"");
        var fault = Parse($"[{Good},{op}]");
        Assert.Equal(isOk, fault is null);
        if (fault is not null) Assert.Equal((1, true), (fault.OpIndex, fault.TooLarge));
    }

    [Fact]
    public void CM7_Bytes_count_and_not_characters()
    {
        var op = $$"""{"kind":"insert_text","atom_id":"a","property":"text","at":0,"text":"{{new string('é', 33_000)}}"}""";
        Assert.True(Parse($"[{op}]") is { TooLarge: true });
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void CM7_At_most_a_thousand_properties_in_one_op(int count, bool isOk)
    {
        var members = $"{{{string.Join(',', Enumerable.Range(0, count).Select(n => $"\"p{n}\":{n}"))}}}";
        var update = """[{"kind":"update","atom_id":"a","properties":#}]""".Replace("#", members);
        var add = """[{"kind":"add","atom":{"id":"a","type":"t","properties":#}}]""".Replace("#", members);
        Assert.Equal((isOk, isOk), (Parse(update) is null, Parse(add) is null));
    }

    [Fact]
    public void CM7_A_fault_quotes_little_of_what_was_sent()
    {
        var fault = Parse($$"""[{"kind":"{{new string('x', 60_000)}}"}]""")!;
        Assert.InRange(fault.Reason.Length, 1, 100);
    }

    private static OpFault? Parse(string ops)
    {
        Assert.True(StrictJson.TryCompact(Encoding.UTF8.GetBytes(ops), out var compact, out var bad), bad?.Reason);
        return CanvasOpJson.TryParse(compact, new CanvasLimits(), out _, out var fault) ? null : fault;
    }
}
