using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Documents.Replays;

/// <summary>
/// Runs conformance/replay (SPEC OP7, AR4), as the TypeScript player does. EASEL_WRITE_CONFORMANCE=1 writes it anew.
/// </summary>
public class ReplayConformanceTests
{
    private static readonly string Folder = Path.Combine(ConformanceWriter.Folder, "replay");

    private const string Packed = "packed";

    private static readonly (string Name, int Every, Func<byte[]> Write)[] All =
    [
        ("full", 1, () => ReplaySession.Random(21, 150).Write(ReplayMode.Full)),
        ("keyframe", 1, () => ReplaySession.Random(21, 150).Write(
            ReplayMode.Keyframe, selection: new ReplaySelection(null, "run-1"))),
        ("part", 1, () => ReplaySession.Random(22, 130, opsMax: 8).Write(
            ReplayMode.Full, from: 40, to: 120, selection: new ReplaySelection("ann", null))),
        ("session", 20, () => ReplaySession.Recorded(2_000).Write(ReplayMode.Full)),
        (Packed, 1, () => ReplaySession.Large(1_000).Write(ReplayMode.Full, from: 1)),
    ];

    [Fact]
    public void AR4_The_files_are_what_the_writer_writes()
    {
        var files = All.ToDictionary(one => $"{one.Name}.replay.json", one => one.Write());
        files["vectors.json"] = Encoding.UTF8.GetBytes(
            $"[\n{string.Join(",\n", All.Select(one => Vector(one.Name, one.Every, files[$"{one.Name}.replay.json"])))}\n]\n");
        if (Environment.GetEnvironmentVariable("EASEL_WRITE_CONFORMANCE") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(Folder, name), bytes);
        }

        // Another library may pack the same state in other bytes; the test below looks into those.
        files.Remove($"{Packed}.replay.json");
        Assert.All(files, file => Assert.True(
            file.Value.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Folder, file.Key))),
            $"{file.Key} differs; if that is meant, run the tests once with EASEL_WRITE_CONFORMANCE=1"));
    }

    [Fact]
    public void AR4_Every_entry_of_every_vector_leads_to_its_state()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "vectors.json")));
        Assert.True(vectors.RootElement.GetArrayLength() >= 4);
        foreach (var vector in vectors.RootElement.EnumerateArray())
        {
            var file = new ReplayFile(File.ReadAllBytes(Path.Combine(Folder, vector.GetProperty("file").GetString()!)));
            var played = file.Play().Where(one => ReplayWriterTests.IsStep(one.Entry)).ToList();
            Assert.Equal(vector.GetProperty("entries").GetInt32(), played.Count);
            foreach (var wanted in vector.GetProperty("states").EnumerateArray())
            {
                var (entry, state) = played[wanted.GetProperty("entry").GetInt32()];
                Assert.Equal(wanted.GetProperty("rev").GetInt64(), entry.GetProperty("rev").GetInt64());
                Assert.Equal(wanted.GetProperty("state_hash").GetString(), CanvasJson.Hash(state));
            }
        }
    }

    private static string Vector(string name, int every, byte[] bytes)
    {
        var file = new ReplayFile(bytes);
        var steps = file.Play().Where(one => ReplayWriterTests.IsStep(one.Entry)).ToList();
        var states = steps.Index().Where(one => (one.Index + 1) % every == 0).Select(one =>
            $$"""{"entry":{{one.Index}},"rev":{{one.Item.Entry.GetProperty("rev")}},"t":{{one.Item.Entry.GetProperty("t")}},"state_hash":"{{CanvasJson.Hash(one.Item.State)}}"}""");
        return $$"""{"name":"{{name}}","rule":"AR4","file":"{{name}}.replay.json","entries":{{steps.Count}},"states":[{{string.Join(',', states)}}]}""";
    }
}
