using BenchmarkDotNet.Attributes;
using Easel.Documents;

namespace Easel.Bench;

/// <summary>
/// What does a durable commit cost the store, and how much of it do commits that arrive together share? One operation
/// is one commit; the cost in processor time (all threads, shelving and checkpoints included) is printed at the end.
/// </summary>
public class AppendBenchmarks
{
    private const int RoundCommits = 6_400;

    private IDocumentStore store = null!;
    private long[] heads = [];
    private long commits;
    private int next;
    private ProcessorTime used = new();

    [Params("sqlite", "memory")]
    public string Store { get; set; } = "";

    /// <summary>Documents x appends in flight.</summary>
    [Params("1x1", "1x32", "1x256", "200x32")]
    public string Shape { get; set; } = "";

    private int Documents => int.Parse(Shape.Split('x')[0], null);

    private int InFlight => int.Parse(Shape.Split('x')[1], null);

    [GlobalSetup]
    public void Setup()
    {
        store = Stores.Open(Store);
        heads = new long[Documents];
        (commits, used) = (0, new ProcessorTime());
    }

    [Benchmark(OperationsPerInvoke = RoundCommits)]
    public async Task Append()
    {
        var flying = new Task<AppendResult>[InFlight];
        for (var done = 0; done < RoundCommits; done += InFlight)
        {
            for (var i = 0; i < InFlight; i++) flying[i] = Start();
            foreach (var result in await Task.WhenAll(flying))
            {
                if (result != AppendResult.Appended) throw new InvalidOperationException(result.ToString());
            }
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        used.Print($"{Store} {Shape}", commits);
        Stores.Close();
    }

    private Task<AppendResult> Start()
    {
        var at = next++ % heads.Length;
        var (head, name) = (new Revision(heads[at]++), $"canvas-{at}");
        var record = new DocumentRecord(
            new DocumentKey("t_bench", "dev", "canvas", name), Placement.None, null, DateTimeOffset.UnixEpoch, "bench");
        commits++;
        return store.AppendAsync(new Append(record, head, [Samples.Commit(head.Next(), name)]), default).AsTask();
    }
}
