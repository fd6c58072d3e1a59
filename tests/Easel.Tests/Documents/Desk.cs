using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Tests.Documents;

/// <summary>One kernel over one store, with short words for what the stories do.</summary>
internal sealed class Desk
{
    public static readonly DocumentKey C1 = Named("c1");

    public Desk(
        IDocumentStore? store = null, DocumentOptions? options = null,
        IReadOnlyList<IEditValidator<Canvas, CanvasOp>>? validators = null, ICommitFeed? feed = null)
    {
        Store = store ?? new MemoryDocumentStore("e1");
        Kernel = new(new CanvasModel(), Store, feed ?? new CommitFeed(), Clock, options ?? new(), validators ?? []);
    }

    public IDocumentStore Store { get; }

    public HandClock Clock { get; } = new();

    public GuardedDocuments<Canvas, CanvasOp> Kernel { get; }

    public static DocumentKey Named(string id) => new("t_a", "dev", "canvas", id);

    public static Edit<CanvasOp> Edit(long on, string? key, params CanvasOp[] ops)
    {
        var json = CanvasOpJson.Encode(ops);
        return new Edit<CanvasOp>
        {
            Base = new Revision(on),
            Ops = new OpBatch<CanvasOp>([.. ops], json),
            By = new Attribution { ActorId = "ann", ActorType = "human", Subject = "ann", CorrelationId = key },
            Key = key is null ? null : new EditKey(key, SHA256.HashData(json.Span).AsMemory(0, 16)),
        };
    }

    public Task<EditOutcome> Submit(long on, string? key, params CanvasOp[] ops) =>
        Kernel.SubmitAsync(C1, Edit(on, key, ops));

    public Task<EditOutcome> Submit(Edit<CanvasOp> edit) => Kernel.SubmitAsync(C1, edit);

    /// <summary>Submits at the head, whatever that is.</summary>
    public async Task<Commit> Commit(params CanvasOp[] ops)
    {
        var outcome = await Submit((await Kernel.PeekAsync(C1)).Head.Number, null, ops);
        return Assert.IsType<EditOutcome.Committed>(outcome).Commit;
    }

    public async Task<long> Head() => (await Kernel.PeekAsync(C1)).Head.Number;

    public async Task<string> Hash() => CanvasJson.Hash((await Kernel.PeekAsync(C1)).State);

    /// <summary>What the store holds, read by nothing but the log: the truth that every other view must agree with.</summary>
    public Task<List<Commit>> Log() => Log(C1);

    public async Task<List<Commit>> Log(DocumentKey key)
    {
        var log = new List<Commit>();
        while (await Store.ReadAfterAsync(key, new Revision(log.Count), 1 << 16, default) is { Count: > 0 } page)
            log.AddRange(page);
        return log;
    }

    /// <summary>Folds a log from zero.</summary>
    public static Canvas Replay(IEnumerable<Commit> log) => log.SelectMany(commit => CanvasOpJson.ParseStored(commit.Ops))
        .Aggregate(Canvas.Empty, Canvases.RandomCanvas.Apply);

    public static string TextOf(Canvas canvas, string atom = "a", string property = "text") =>
        canvas.Atoms[atom].Properties.TryGet(property, out var value) && value.TryGetText(out var text)
            ? new string(text.ToArray()) : throw new InvalidOperationException("no text");

    /// <summary>The atom that most stories are about.</summary>
    public static CanvasOp AddText(string id = "a", string text = "hello") =>
        new CanvasOp.Add(id, "text", Properties.Empty.Set("text", JsonValue.FromText(text)), null, null);

    public static CanvasOp Set(string id, string name, int value) => new CanvasOp.Update(
        id, Properties.Empty.Set(name, JsonValue.FromJson(Encoding.UTF8.GetBytes($"{value}"))), []);
}

/// <summary>Time that moves by hand only.</summary>
internal sealed class HandClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
