using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;
using Easel.Documents.Json;
using Easel.Server.Cli;
using Easel.Server.Cli.Importing;
using Easel.Server.Exports;

namespace Easel.Tests.Cli;

/// <summary>What files become, without a server: op arrays, folded here.</summary>
public class ImportFileTests
{
    [Fact]
    public void CL3_A_JSON_Canvas_comes_out_as_it_went_in()
    {
        var sample = File.ReadAllBytes(CliFolder.Sample("sample.canvas"));

        Assert.Equal(Canonical(sample), Canonical(JsonCanvasWriter.Write(Import(sample))));
    }

    [Fact]
    public void CL3_What_JSON_Canvas_does_not_know_is_kept()
    {
        const string Canvas = """
            {"nodes":[
              {"id":"a b/ü","type":"text","x":1.50,"y":-2,"width":3,"height":4,"text":"😀\n<b>","styleAttributes":{"z":[1, 2]}},
              {"id":"g","type":"group","x":0,"y":0,"width":9,"height":9,"background":"p.png","backgroundStyle":"cover"}],
             "edges":[{"id":"e","fromNode":"a b/ü","toNode":"g","toEnd":"none","color":"#ff0000","label":"l","type":"x","new":null}],
             "metadata":{"version":"1.0","n":[ ]}}
            """;
        var bytes = Encoding.UTF8.GetBytes(Canvas);

        var canvas = Import(bytes);

        Assert.Equal(Canonical(bytes), Canonical(JsonCanvasWriter.Write(canvas)));
        Assert.Equal("arrow", canvas.Find("e")!.Type);
    }

    [Fact]
    public void CL3_A_canvas_made_here_gets_the_members_that_JSON_Canvas_requires()
    {
        var canvas = Fold("""[{"kind":"add","atom":{"id":"a","type":"text","properties":{"id":"x","type":"y","text":"t"}}}]"""u8.ToArray());

        var node = JsonElement.Parse(JsonCanvasWriter.Write(canvas).Span).GetProperty("nodes")[0];

        Assert.Equal("""{"height":60,"id":"a","text":"t","type":"text","width":250,"x":0,"y":0}""", Canonical(Raw(node)));
    }

    [Fact]
    public void CL3_A_state_is_made_again_with_its_order_and_its_hash()
    {
        var text = new string('x', 200_000) + string.Concat(Enumerable.Repeat("\\u0001😀", 9_000));
        var ops = $$"""
            [{"kind":"add","atom":{"id":"p","type":"group","properties":{"n":1.0} } },
             {"kind":"add","atom":{"id":"c","type":"text","properties":{"text":"{{text}}","more":"{{new string('y', 40_000)}}"} },"parent_id":"p"},
             {"kind":"add","atom":{"id":"b","type":"text"},"parent_id":"p","index":0},
             {"kind":"add","atom":{"id":"first","type":"text"},"index":0},
             {"kind":"set_meta","key":"title","value":"T"}]
            """;
        StrictJson.TryCompact(Encoding.UTF8.GetBytes(ops), out var compact, out _);
        var canvas = Fold(compact);

        var commands = ImportFiles.Read(CanvasJson.Encode(canvas).ToArray()).Commands().ToList();

        Assert.Equal(CanvasJson.Hash(canvas), CanvasJson.Hash(commands.Aggregate(Canvas.Empty, Apply)));
        Assert.All(commands, command => Assert.True(
            CanvasOpJson.TryParse(command, new CanvasLimits(), out _, out var fault), fault?.Reason));
    }

    [Fact]
    public void CM7_Many_ops_are_parted_into_commands_of_at_most_256()
    {
        var nodes = Enumerable.Range(0, 600).Select(i => $$"""{"id":"n{{i}}","type":"text","text":"t"}""");
        var file = ImportFiles.Read(Encoding.UTF8.GetBytes($$"""{"nodes":[{{string.Join(',', nodes)}}] }"""));

        Assert.Equal([256, 256, 88], file.Commands().Select(ops => JsonElement.Parse(ops.Span).GetArrayLength()));
    }

    [Theory]
    [InlineData("sveltecomponent.json.gz", 18_336)] // With 19,749 patches in 18,335 transactions.
    [InlineData("friendsforever_flat.json.gz", 26_079)]
    public void CL3_A_trace_types_the_text_that_was_recorded(string name, int commandsExpected)
    {
        var file = ImportFiles.Read(File.ReadAllBytes(CliFolder.Sample(name)));
        var (canvas, commands) = (Canvas.Empty, 0);
        foreach (var command in file.Commands()) (canvas, commands) = (Apply(canvas, command), commands + 1);

        Assert.Equal(commandsExpected, commands);
        Assert.True(file.Check(canvas, wasEmpty: true)!.Ok);
        Assert.False(file.Check(Canvas.Empty, wasEmpty: true)!.Ok);
    }

    [Fact]
    public void CL3_A_trace_counts_characters_and_the_canvas_UTF16_units()
    {
        const string Trace = """
            {"startContent":"😀a","endContent":"😀x😀bc",
             "txns":[{"patches":[[1,1,"😀bc"],[1,0,"x"]]},{"patches":[]},{"patches":[[5,0,"z"],[5,1,""]]}]}
            """;
        var file = ImportFiles.Read(Encoding.UTF8.GetBytes(Trace));

        var commands = file.Commands().ToList();

        Assert.Equal(3, commands.Count);
        Assert.True(file.Check(commands.Aggregate(Canvas.Empty, Apply), wasEmpty: true)!.Ok);
    }

    [Theory]
    [InlineData("""{"kind":"concurrent","numAgents":2,"endContent":"","txns":[]}""", "2 agents")]
    [InlineData("""{"startContent":"","endContent":"","txns":[{"patches":[[1,0,"a"]]}]}""", "does not fit")]
    [InlineData("""{"txns":[]}""", "startContent")]
    [InlineData("""{"nodes":[{"id":"a"}]}""", "no type")]
    [InlineData("""{"nodes":[{"type":"text"}]}""", "no id")]
    [InlineData("""{"nodes":{}}""", "nodes")]
    [InlineData("""{"atoms":{"a":{}}}""", "not an Easel export")]
    [InlineData("""{"atoms":{},"meta":{},"root_atom_ids":["a"]}""", "not an Easel export")]
    [InlineData("""{"other":1}""", "none of")]
    [InlineData("[]", "none of")]
    [InlineData("""{"nodes":[],"nodes":[]}""", "not JSON")]
    [InlineData("", "not JSON")]
    public void CL3_What_cannot_be_imported_is_told_why(string content, string why)
    {
        var refusal = Assert.Throws<CommandFailedException>(() =>
            ImportFiles.Read(Encoding.UTF8.GetBytes(content)).Commands().ToList());

        Assert.Contains(why, refusal.Message);
    }

    private static Canvas Import(byte[] content) =>
        ImportFiles.Read(content).Commands().Aggregate(Canvas.Empty, Apply);

    private static Canvas Fold(ReadOnlyMemory<byte> ops) => Apply(Canvas.Empty, ops);

    private static Canvas Apply(Canvas canvas, ReadOnlyMemory<byte> ops)
    {
        foreach (var op in CanvasOpJson.ParseStored(ops))
            canvas = CanvasReducer.Apply(canvas, op, out var misfit) ?? throw new InvalidOperationException(misfit);
        return canvas;
    }

    private static byte[] Raw(JsonElement json) => Encoding.UTF8.GetBytes(json.GetRawText());

    private static string Canonical(ReadOnlyMemory<byte> json)
    {
        Assert.True(StrictJson.TryCompact(json, out var compact, out var fault), fault?.Reason);
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        CanonicalJson.Write(compact.Span, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
