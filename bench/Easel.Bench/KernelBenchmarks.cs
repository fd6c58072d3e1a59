using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Bench;

/// <summary>What does an edit cost without HTTP: guard, fold, line, key look-up, durable append, answer?</summary>
public class KernelBenchmarks
{
    private const int RoundEdits = 3_200;

    private GuardedDocuments<Canvas, CanvasOp> documents = null!;
    private long[] heads = [];
    private int next;

    [Params("sqlite", "memory")]
    public string Store { get; set; } = "";

    /// <summary>Documents x edits in flight. On one document they are rebased over each other.</summary>
    [Params("1x1", "1x32", "200x32")]
    public string Shape { get; set; } = "";

    private int InFlight => int.Parse(Shape.Split('x')[1], null);

    [GlobalSetup]
    public async Task Setup()
    {
        documents = Kernel.Of(Stores.Open(Store));
        heads = new long[int.Parse(Shape.Split('x')[0], null)];
        for (var i = 0; i < heads.Length; i++) heads[i] = await Kernel.FillAsync(documents, Name(i), atoms: 100);
    }

    [Benchmark(OperationsPerInvoke = RoundEdits)]
    public async Task Submit()
    {
        var flying = new Task<long>[InFlight];
        for (var done = 0; done < RoundEdits; done += InFlight)
        {
            for (var i = 0; i < InFlight; i++) flying[i] = SubmitAsync(next++);
            await Task.WhenAll(flying);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => Stores.Close();

    private async Task<long> SubmitAsync(int number)
    {
        var at = number % heads.Length;
        var ops = $"[{Samples.UpdateJson(number % 100, number)}]";
        var edit = Samples.Edit(new Revision(heads[at]), ops, $"key-{number}", rebase: true);
        var outcome = await documents.SubmitAsync(Name(at), edit);
        var head = ((EditOutcome.Committed)outcome).Commit.Revision.Number;
        heads[at] = Math.Max(heads[at], head);
        return head;
    }

    private static DocumentKey Name(int number) => new("t_bench", "dev", "canvas", $"canvas-{number}");
}

/// <summary>How long does the first reader of a closed document wait, by the length of its history?</summary>
public class ColdOpenBenchmarks
{
    private static readonly DocumentKey Name = new("t_bench", "dev", "canvas", "long");

    private IDocumentStore store = null!;

    [Params(1_000, 100_000)]
    public int Commits { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        store = Stores.Open("sqlite");
        var documents = Kernel.Of(store);
        var head = await Kernel.FillAsync(documents, Name, atoms: 1_000);
        for (var i = 0; i < Commits; i += 256)
        {
            await Task.WhenAll(Enumerable.Range(i, 256).Select(n => documents.SubmitAsync(Name,
                Samples.Edit(new Revision(head), $"[{Samples.UpdateJson(n % 1_000, n)}]", $"key-{n}", rebase: true))));
            head = (await documents.PeekAsync(Name)).Head.Number;
        }
    }

    [Benchmark]
    public async Task<long> Open() => (await Kernel.Of(store).PeekAsync(Name)).Head.Number;

    [GlobalCleanup]
    public void Cleanup() => Stores.Close();
}

/// <summary>A kernel as the server assembles it.</summary>
internal static class Kernel
{
    public static GuardedDocuments<Canvas, CanvasOp> Of(IDocumentStore store) =>
        new(Samples.Model, store, new CommitFeed(), TimeProvider.System, new DocumentOptions(), []);

    /// <summary>Adds atoms to a new document.</summary>
    /// <returns>Its head.</returns>
    public static async Task<long> FillAsync(GuardedDocuments<Canvas, CanvasOp> documents, DocumentKey key, int atoms)
    {
        long head = 0;
        foreach (var some in Enumerable.Range(0, atoms).Chunk(200))
        {
            var ops = string.Join(',', some.Select(i => $$$"""
                {"kind":"add","atom":{"id":"a{{{i}}}","type":"shape","properties":{"x":{{{i}}},"text":"Element"} } }
                """));
            var edit = Samples.Edit(new Revision(head), $"[{ops}]", $"fill-{head}");
            var outcome = await documents.SubmitAsync(key, edit);
            head = ((EditOutcome.Committed)outcome).Commit.Revision.Number;
        }

        return head;
    }
}
