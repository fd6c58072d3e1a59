using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;

namespace Easel.Bench;

/// <summary>
/// What a replay costs to write, and how large it is against its log. EASEL_REPLAY_OUT names a folder for the files,
/// for <c>web/client/fuzz/replay-bench.ts</c>, which measures seeks.
/// </summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    private const int Atoms = 500;

    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private (Commit Commit, CommitDetails Details)[] commits = [];

    [Params(2_000, 100_000)] public int Commits { get; set; }

    [Params(ReplayMode.Full, ReplayMode.Keyframe)] public ReplayMode Mode { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        commits = [.. Enumerable.Range(0, Commits).Select(Make)];
        var log = commits.Sum(one => (long)one.Commit.Line.Length);
        var file = new ArrayBufferWriter<byte>();
        var bytes = Write(file);
        var ratio = (double)bytes / log;
        Console.WriteLine($"// {Commits} commits, {Mode}: log {log} bytes, replay {bytes} ({ratio:0.00})");
        if (Environment.GetEnvironmentVariable("EASEL_REPLAY_OUT") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, $"{Commits}-{Mode}.replay.json"), file.WrittenSpan.ToArray());
    }

    [Benchmark]
    public long Write() => Write(new ArrayBufferWriter<byte>());

    private long Write(ArrayBufferWriter<byte> to)
    {
        using var writer = new ReplayWriter(to, new ReplayRange
        {
            CanvasId = "bench",
            Epoch = "e",
            From = Revision.Zero,
            To = new Revision(Commits),
            FromAt = commits[0].Details.At,
            ToAt = commits[^1].Details.At,
            Mode = Mode,
        }, Canvas.Empty);
        foreach (var (commit, details) in commits) writer.Add(commit, details);
        return writer.Complete().Bytes;
    }

    /// <summary>Somebody draws, and then moves and writes.</summary>
    private static (Commit Commit, CommitDetails Details) Make(int at)
    {
        var id = $"atom-{at % Atoms}";
        var op = at < Atoms
            ? $$$$"""{"kind":"add","atom":{"id":"{{{{id}}}}","type":"note","properties":{"x":{{{{at}}}},"text":""}}}"""
            : at % 3 == 0
                ? $$$$"""{"kind":"update","atom_id":"{{{{id}}}}","properties":{"x":{{{{at}}}},"y":{{{{at}}}}}}"""
            : $$"""{"kind":"insert_text","atom_id":"{{id}}","property":"text","at":0,"text":"w"}""";
        var details = new CommitDetails
        {
            DocumentId = "bench",
            At = Begin.AddMilliseconds(at * 400L),
            By = new Attribution { ActorId = "ann", ActorType = "human", Subject = "ann" },
        };
        var commit = Commit.Create(new Revision(at + 1), details, Encoding.UTF8.GetBytes($"[{op}]"), null);
        return (commit, details);
    }
}
