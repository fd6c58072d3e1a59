using BenchmarkDotNet.Attributes;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Bench;

/// <summary>
/// Does an edit of a map cost what it touches? Only rooms and splits have to look at all walls. The goal is 2 ms on
/// e1m5 (P12).
/// </summary>
public class MapEditBenchmarks
{
    private MapState state = MapState.Empty;
    private MapState edited = MapState.Empty;
    private MapOp edit = null!;

    [Params("e2m8", "e1m5")]
    public string Level { get; set; } = "";

    [Params(
        "create_light", "move_entity", "delete_entity", "update_wall", "texture_walls", "split_wall", "nested_room",
        "adjacent_room")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        state = MapSamples.Open(Level);
        edit = MapSamples.Edit(Kind, state);
        edited = MapFold.Apply(state, edit, out _)!;
    }

    [Benchmark]
    public MapState? Edit() => MapFold.Apply(state, edit, out _);

    [Benchmark]
    public MapState? Undo() => MapFold.Apply(edited, new MapOp.Undone(1), out _);
}

/// <summary>
/// What do opening, saving and recovering a map cost, and how much memory do a map and its history take? The goals on
/// e1m5 are 150 ms to open and 20 MB for 100 entries.
/// </summary>
public class MapOpenBenchmarks
{
    private readonly MapModel model = new();
    private byte[] file = [];
    private JsonTree content = JsonRecord.Empty;
    private MapState state = MapState.Empty;
    private ReadOnlyMemory<byte> snapshot;

    [Params("e2m8", "e1m5")]
    public string Level { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        file = MapSamples.File(Level);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        state = MapSamples.Open(Level);
        content = state.Current!.Content;
        var opened = GC.GetTotalMemory(forceFullCollection: true);
        string[] kinds = ["create_light", "nested_room", "move_entity", "split_wall", "texture_walls"];
        for (var i = 0; i < MapLimits.HistoryMax; i++)
            state = MapFold.Apply(state, MapSamples.Edit(kinds[i % kinds.Length], state), out _)!;
        var full = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine($"// {Level}: {(opened - before) / 1e6:F2} MB open, {(full - opened) / 1e6:F2} MB for "
            + $"{state.Done.Length} entries of history");
        snapshot = model.EncodeState(state);
    }

    [Benchmark]
    public bool Read() => MapFile.TryRead(file, out _, out _);

    [Benchmark]
    public int Write() => MapFile.Write(content).Length;

    [Benchmark]
    public int Snapshot() => model.EncodeState(state).Length;

    [Benchmark]
    public MapState Recover() => model.DecodeState(snapshot);
}
