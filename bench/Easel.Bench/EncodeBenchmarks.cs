using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Bench;

/// <summary>What does a commit's line cost, which every commit pays?</summary>
public class CommitLineBenchmarks
{
    private readonly Commit commit = Samples.Commit(new Revision(123_456), "canvas-1");

    [Benchmark]
    public Commit Encode() => Samples.Commit(new Revision(123_456), "canvas-1");

    [Benchmark]
    public Commit Locate() => Commit.Read(commit.Line);

    [Benchmark]
    public CommitDetails ReadDetails() => commit.ReadDetails();
}

/// <summary>What does a snapshot of 10,000 atoms cost: at first, and after one atom has changed?</summary>
public class SnapshotBenchmarks
{
    private readonly Canvas warm = Samples.Canvas(10_000);
    private ReadOnlyMemory<byte> json;
    private Canvas changed = Canvas.Empty;
    private int edits;

    [GlobalSetup]
    public void Setup() => json = CanvasJson.Encode(warm);

    [Benchmark]
    public Canvas Decode() => CanvasJson.Decode(json);

    /// <summary>No atom was encoded before. Includes the decoding that makes them, <see cref="Decode"/>.</summary>
    [Benchmark]
    public int DecodeAndEncodeCold() => CanvasJson.Encode(CanvasJson.Decode(json)).Length;

    [Benchmark]
    public int EncodeAfterOneEdit()
    {
        changed = Samples.Fold(warm, Samples.UpdateJson(57, edits++));
        return CanvasJson.Encode(changed).Length;
    }

    [Benchmark]
    public string HashOfEncoded() => CanvasJson.Hash(warm, json);
}
