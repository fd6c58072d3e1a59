using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;

namespace Easel.Tests.Faults;

/// <summary>
/// Sends commands one after the other until it is told to stop or gets no answer. What became of the last one is then
/// for others to find out.
/// </summary>
internal abstract class Writer(string name, int seed, History history)
{
    private int sent;

    public string Name => name;

    protected Random Random { get; } = new(seed);

    public async Task RunAsync(FaultClient client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var attempt = await client.SendAsync(Next(), CancellationToken.None);
            history.Add(attempt);
            if (attempt.Outcome is Outcome.Unknown or Outcome.NotSent) return;
            Learn(attempt);
        }
    }

    /// <summary>The command to send now.</summary>
    protected abstract Attempt Next();

    /// <summary>Takes in an answer.</summary>
    protected abstract void Learn(Attempt answered);

    /// <summary>Starts again from what the server has of a canvas, after a crash.</summary>
    public abstract void Restart(StoredCanvas stored);

    protected string NewKey() => $"{Name}-{seed}-{sent++}";

    protected static string Add(string id, string text) =>
        $$$$"""{"kind":"add","atom":{"id":"{{{{id}}}}","type":"text","properties":{"text":"{{{{text}}}}"}}}""";

    protected static string Update(string id, int n) =>
        $$$$"""{"kind":"update","atom_id":"{{{{id}}}}","properties":{"n":{{{{n}}}}}}""";

    protected static string Insert(string id, int at, string text) =>
        $$$"""{"kind":"insert_text","atom_id":"{{{id}}}","property":"text","at":{{{at}}},"text":"{{{text}}}"}""";

    protected static string Remove(string id) => $$"""{"kind":"remove","atom_id":"{{id}}"}""";
}

/// <summary>
/// Keeps the canvas in step by folding recoveries, as a front end does, and sends a refused command again under its
/// key. Alone on a canvas it never meets a conflict.
/// </summary>
internal sealed class CatchUpWriter(string name, int seed, History history, string canvas) : Writer(name, seed, history)
{
    private const int AtomsMax = 60;

    private Canvas state = Canvas.Empty;
    private long head;
    private Attempt? refused;

    public override void Restart(StoredCanvas stored)
    {
        if (stored.Id != canvas) return;
        (state, head, refused) = (Canvas.Empty, stored.Log.Count, null);
        foreach (var commit in stored.Log) state = StoredCanvas.TryFold(state, commit.Ops)!;
    }

    protected override Attempt Next() =>
        refused is { } again
            ? again with { Base = head }
            : new Attempt { Canvas = canvas, Key = NewKey(), Ops = $"[{Op()}]", Base = head };

    protected override void Learn(Attempt answered)
    {
        refused = null;
        if (answered.Outcome == Outcome.Stale) CatchUp(answered);
        else if (answered.Outcome == Outcome.Acknowledged)
            (state, head) = (Fold(answered.RebasedOps ?? answered.Ops), answered.Rev);
    }

    private void CatchUp(Attempt stale)
    {
        if (stale.Recovery is { } missed) state = Fold($"[{missed}]");
        else
        {
            using var body = JsonDocument.Parse(stale.Body);
            var whole = body.RootElement.GetProperty("recovery_ops")[0].GetProperty("state").GetRawText();
            state = CanvasJson.Decode(Encoding.UTF8.GetBytes(whole));
        }

        head = stale.Rev;
        if (StoredCanvas.TryFold(state, stale.Ops) is not null) refused = stale;
    }

    private Canvas Fold(string ops) => StoredCanvas.TryFold(state, ops)
        ?? throw new InvalidOperationException($"{canvas} at {head}: {ops} was committed, but does not fit");

    private string Op()
    {
        var ids = state.Atoms.Keys.ToList();
        if (ids.Count == 0) return Add($"{Name}-{Random.Next():x}", "hello");
        var id = ids[Random.Next(ids.Count)];
        return Random.Next(10) switch
        {
            < 3 => Add($"{Name}-{Random.Next():x}", new string('x', Random.Next(200))),
            3 when ids.Count > 5 => Remove(id),
            _ when ids.Count > AtomsMax => Remove(id),
            < 7 => Insert(id, 0, "é"),
            _ => Update(id, Random.Next()),
        };
    }
}

/// <summary>Lets the server rebase: it knows an old head, and ops that mean something on any later one.</summary>
internal sealed class RebaseWriter(string name, int seed, History history, string[] canvases)
    : Writer(name, seed, history)
{
    private const int BehindMax = 40;

    private readonly Dictionary<string, long> known = [];

    public override void Restart(StoredCanvas stored)
    {
        if (canvases.Contains(stored.Id)) known[stored.Id] = stored.Log.Count;
    }

    protected override Attempt Next()
    {
        var canvas = canvases[Random.Next(canvases.Length)];
        var baseRev = Math.Max(0, known.GetValueOrDefault(canvas) - Random.Next(BehindMax));
        return new Attempt { Canvas = canvas, Key = NewKey(), Ops = Ops(), Base = baseRev, Rebase = true };
    }

    protected override void Learn(Attempt answered)
    {
        if (answered.Outcome is Outcome.Acknowledged or Outcome.Stale)
            known[answered.Canvas] = Math.Max(answered.Rev, known.GetValueOrDefault(answered.Canvas));
    }

    /// <summary>Whole atoms come and go in one command; some stay.</summary>
    private string Ops()
    {
        var id = $"{Name}-{Random.Next():x}";
        var stays = Random.Next(8) == 0;
        return $"[{Add(id, "rebased")},{Insert(id, 2, "!")},{(stays ? Update(id, Random.Next()) : Remove(id))}]";
    }
}
