using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents.Canvases;
using Easel.Server.Stream;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Server;

/// <summary>A front end that knows four kinds shows the same as one that knows all (SPEC OP6).</summary>
public class StreamFourKindsTests
{
    [Fact]
    public void OP6_The_translation_of_any_ops_shows_the_same_atoms()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new RandomCanvas(seed);
            var before = random.Canvas(12);
            var shown = StreamOldFrontEnd.Load(Json(CanvasJson.Encode(before)));
            for (var step = 0; step < 10; step++)
            {
                var ops = random.Batch(before, 1 + random.Next(5));
                shown.Apply(Json(CanvasOpJson.Encode(FourKinds.Translate(before, ops))));
                before = RandomCanvas.Apply(before, ops);
                Assert.True(Shows(before) == shown.Describe(), $"seed {seed}, step {step}: {string.Join(", ", ops)}");
            }
        }
    }

    [Fact]
    public void OP6_The_conformance_cases_show_the_same_atoms()
    {
        var cases = Json(File.ReadAllBytes(Path.Combine(ConformanceWriter.Folder, "reducer.json")));
        var compared = 0;
        foreach (var one in cases.EnumerateArray())
        {
            if (!one.GetProperty("result").TryGetProperty("state", out _)) continue;
            var before = CanvasJson.Decode(Bytes(one.GetProperty("state")));
            var ops = CanvasOpJson.ParseStored(Bytes(one.GetProperty("ops")));
            var shown = StreamOldFrontEnd.Load(one.GetProperty("state"));
            shown.Apply(Json(CanvasOpJson.Encode(FourKinds.Translate(before, ops))));
            Assert.True(Shows(Fold(before, [.. ops])) == shown.Describe(), one.GetProperty("name").GetString());
            compared++;
        }

        Assert.InRange(compared, 50, int.MaxValue);
    }

    [Fact]
    public void OP6_Text_that_is_typed_is_sent_once_as_it_became()
    {
        var text = Properties.Empty.Set("t", JsonValue.FromText("é"));
        var before = Fold(Canvas.Empty, new CanvasOp.Add("a", "text", text, ParentId: null, Index: null));

        var said = FourKinds.Translate(before, [
            new CanvasOp.InsertText("a", "t", 1, "b"), new CanvasOp.InsertText("a", "t", 2, "ü"),
            new CanvasOp.SetMeta("title", JsonValue.FromText("x")),
            new CanvasOp.Update("a", Properties.Empty, ["gone"])]);

        Assert.Equal(
            """[{"kind":"update","atom_id":"a","properties":{"t":"ébü"}},"""
            + """{"kind":"update","atom_id":"a","properties":{"gone":null}}]""",
            System.Text.Encoding.UTF8.GetString(CanvasOpJson.Encode(said).Span));
    }

    [Fact]
    public void OP6_A_reset_of_an_unknown_base_is_adds_only()
    {
        var canvas = new RandomCanvas(7).Canvas(40);

        var said = FourKinds.Replace(null, canvas).ToImmutableArray();

        Assert.All(said, op => Assert.IsType<CanvasOp.Add>(op));
        var shown = new StreamOldFrontEnd();
        shown.Apply(Json(CanvasOpJson.Encode(said)));
        Assert.Equal(Shows(canvas), shown.Describe());
    }

    private static Canvas Fold(Canvas canvas, params CanvasOp[] ops) => RandomCanvas.Apply(canvas, ops);

    private static string Shows(Canvas canvas) => StreamOldFrontEnd.Load(Json(CanvasJson.Encode(canvas))).Describe();

    private static JsonElement Json(ReadOnlyMemory<byte> bytes) => JsonDocument.Parse(bytes).RootElement;

    private static byte[] Bytes(JsonElement element) => System.Text.Encoding.UTF8.GetBytes(element.GetRawText());
}
