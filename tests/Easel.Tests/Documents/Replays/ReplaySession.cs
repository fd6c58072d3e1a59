using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;
using Easel.Server.Cli.Importing;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Documents.Replays;

/// <summary>A history with its states and gestures, made from a seed or from a recorded editing session.</summary>
internal sealed class ReplaySession
{
    public static readonly DateTimeOffset Begin = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly string[] Actors = ["ann", "bob", "robot"];

    public List<Commit> Commits { get; } = [];

    /// <summary>The state at each revision, from 0.</summary>
    public List<Canvas> States { get; } = [Canvas.Empty];

    public List<RecordedGesture> Gestures { get; } = [];

    public DateTimeOffset EndsAt { get; private set; } = Begin;

    public long LogBytes => Commits.Sum(commit => (long)commit.Line.Length);

    /// <summary>Small canvases, ops of every kind, three actors, pauses and gestures.</summary>
    public static ReplaySession Random(int seed, int commits, int opsMax = 3)
    {
        var (session, make) = (new ReplaySession(), new RandomCanvas(seed));
        for (var i = 0; i < commits; i++)
        {
            var pause = make.Next(8) switch { 0 => 20_000, 1 => 3_000, _ => make.Next(900) };
            for (var n = make.Next(4); n > 0; n--) session.Gesture(make.Next(pause + 1), make.Next(3), make.Next(2));
            var actor = Actors[make.Next(3)];
            session.Commit(actor, pause, CanvasOpJson.Encode(make.Batch(session.States[^1], 1 + make.Next(opsMax))));
        }

        return session;
    }

    /// <summary>The beginning of a recorded session: somebody writes a component.</summary>
    public static ReplaySession Recorded(int commits)
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests/data/sveltecomponent.json.gz");
        using var unzipped = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var trace = JsonDocument.Parse(unzipped);
        var session = new ReplaySession();
        foreach (var ops in TraceFile.Read(trace.RootElement).Commands().Take(commits))
            session.Commit(Actors[session.Commits.Count % 500 / 250], 240, ops);
        return session;
    }

    /// <summary>A canvas of so many atoms, made at once, and a few small commits after that.</summary>
    public static ReplaySession Large(int atoms)
    {
        var session = new ReplaySession();
        var adds = Enumerable.Range(0, atoms).Select(i =>
        {
            var place = $"\"x\":{i % 100 * 180},\"y\":{i / 100 * 110},\"width\":140,\"height\":80";
            var properties = $"{{{place},\"text\":\"Item {i} of the plan\"}}";
            return $$$"""{"kind":"add","atom":{"id":"atom-{{{i}}}","type":"sticky","properties":{{{properties}}}}}""";
        });
        session.Commit("ann", 0, Encoding.UTF8.GetBytes($"[{string.Join(',', adds)}]"));
        for (var i = 0; i < 5; i++)
        {
            var move = $$$$"""[{"kind":"update","atom_id":"atom-{{{{i}}}}","properties":{"x":{{{{-i}}}}}}]""";
            session.Commit("robot", 300, Encoding.UTF8.GetBytes(move));
        }

        return session;
    }

    public void Commit(string actor, int pause, ReadOnlyMemory<byte> ops, string? intent = null)
    {
        EndsAt = EndsAt.AddMilliseconds(Commits.Count == 0 ? 0 : pause);
        var details = new CommitDetails
        {
            DocumentId = "session",
            At = EndsAt,
            By = new Attribution
            {
                ActorId = actor,
                Subject = actor,
                ActorType = actor == "robot" ? "agent" : "human",
                Intent = Encoding.UTF8.GetBytes(intent ?? (actor == "robot" ? "{\"run_id\":\"run-1\"}" : "")),
            },
        };
        Commits.Add(Easel.Documents.Commit.Create(new Revision(Commits.Count + 1), details, ops.ToArray(), null));
        States.Add(RandomCanvas.Apply(States[^1], CanvasOpJson.ParseStored(ops)));
    }

    public void Gesture(int after, int actor, int kind)
    {
        if (Commits.Count == 0) return;
        var at = EndsAt.AddMilliseconds(after);
        var (who, what) = (Actors[actor], kind == 0 ? "cursor" : "caret");
        var frame = $$$$"""
            {"type":"gesture","data":{"kind":"{{{{what}}}}","actor_id":"{{{{who}}}}","payload":{"x":{{{{after}}}},"y":5}}}
            """;
        Gestures.Add(new RecordedGesture(at, who, what, Encoding.UTF8.GetBytes(frame)));
    }

    /// <summary>The replay of a range, and where its size comes from.</summary>
    public byte[] Write(
        ReplayMode mode, int from = 0, int? to = null, ReplaySelection? selection = null, bool hasGestures = true)
    {
        var last = to ?? Commits.Count;
        var file = new ArrayBufferWriter<byte>();
        var range = new ReplayRange
        {
            CanvasId = "session",
            Epoch = "e1",
            From = new Revision(from),
            To = new Revision(last),
            FromAt = from < last ? AtOf(from + 1) : AtOf(last),
            ToAt = AtOf(last),
            Mode = mode,
            Selection = selection,
        };
        using var writer = new ReplayWriter(file, range, States[from]);
        var gestures = new Queue<RecordedGesture>(hasGestures
            ? Gestures.Where(one => one.At >= range.FromAt && one.At <= range.ToAt).OrderBy(one => one.At) : []);
        foreach (var commit in Commits.Take(from..last))
        {
            while (gestures.TryPeek(out var next) && next.At <= AtOf((int)commit.Revision.Number))
                writer.Add(gestures.Dequeue());
            writer.Add(commit, commit.ReadDetails());
        }

        writer.Complete();
        return file.WrittenSpan.ToArray();
    }

    public DateTimeOffset AtOf(int rev) => rev == 0 ? Begin : Commits[rev - 1].ReadDetails().At;
}
