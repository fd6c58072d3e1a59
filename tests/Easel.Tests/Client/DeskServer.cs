using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Client;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents;

namespace Easel.Tests.Client;

/// <summary>
/// The real kernel behind the wire's bytes, without a network: what goes in and out is what HTTP would carry.
/// </summary>
internal sealed class DeskServer(Desk desk)
{
    public const string Epoch = "e1";

    public Desk Desk => desk;

    /// <summary>Refuses what no rebase can know of, so that 422 is met too.</summary>
    public static IEditValidator<Canvas, CanvasOp> Unlucky { get; } = new RefusesSevens();

    /// <summary>Answers a request as the server does.</summary>
    public async Task<CommandReply> PostAsync(Outgoing request, string subject)
    {
        using var document = JsonDocument.Parse(request.Body);
        var body = document.RootElement;
        var edit = Edit(request.Route, body, subject);
        if (request.Route == "restore") edit = await RestoredAsync(edit, body.GetProperty("to_rev").GetInt64());
        var outcome = await desk.Submit(edit);
        var (status, answer) = Answer(outcome);
        return CommandReply.Read(status, Encoding.UTF8.GetBytes(answer));
    }

    public async Task<CanvasSnapshot> SnapshotAsync(long? rev = null)
    {
        var view = await desk.Kernel.PeekAsync(Desk.C1);
        var state = rev is { } at ? (await desk.Kernel.ReadAtAsync(Desk.C1, new Revision(at)))! : view.State;
        return new CanvasSnapshot(rev ?? view.Head.Number, Epoch, state);
    }

    public async Task<IEnumerable<CanvasCommit>> ReadAfterAsync(long after) =>
        (await desk.Kernel.ReadAfterAsync(Desk.C1, new Revision(after), 1 << 16))
            .Select(commit => CanvasCommit.Read(commit.Line));

    private static Edit<CanvasOp> Edit(string route, JsonElement body, string subject)
    {
        var ops = body.TryGetProperty("ops", out var array) ? Encoding.UTF8.GetBytes(array.GetRawText()) : [];
        var isEdit = route == "commands";
        OpFault? fault = null;
        var items = System.Collections.Immutable.ImmutableArray<CanvasOp>.Empty;
        if (isEdit && !CanvasOpJson.TryParse(ops, new CanvasLimits(), out items, out fault))
            throw new InvalidOperationException($"the client sent {fault}: {body}");
        var key = body.GetProperty("correlation_id").GetString()!;
        var fingerprint = SHA256.HashData([.. Encoding.UTF8.GetBytes(route), .. ops]).AsMemory(0, 16);
        return new Edit<CanvasOp>
        {
            Base = new Revision(body.GetProperty("base_rev").GetInt64()),
            Ops = new OpBatch<CanvasOp>(items, ops),
            By = new Attribution
            {
                ActorId = body.GetProperty("actor_id").GetString()!,
                ActorType = "human",
                Subject = subject,
                CorrelationId = key,
            },
            Key = new EditKey(key, fingerprint),
            Rebase = route != "restore",
            Undo = route is "undo" or "redo"
                ? new UndoRequest(
                    route == "undo" ? UndoDirection.Undo : UndoDirection.Redo, new UndoScope.Actor(subject))
                : null,
        };
    }

    private async Task<Edit<CanvasOp>> RestoredAsync(Edit<CanvasOp> edit, long toRev)
    {
        var reset = new CanvasOp.Reset((await desk.Kernel.ReadAtAsync(Desk.C1, new Revision(toRev)))!);
        return edit with
        {
            Ops = new OpBatch<CanvasOp>([reset], CanvasOpJson.Encode([reset])),
            RestoreOf = new Revision(toRev),
        };
    }

    private static (int Status, string Body) Answer(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Committed(var commit, _) => (200, Committed(commit)),
        EditOutcome.Stale(_, var head) =>
            (409, $$"""{"code":"REV_MISMATCH","head_rev":{{head.Number}},"epoch":"{{Epoch}}"}"""),
        EditOutcome.NothingLeft(var head, _) => (409, $$"""{"code":"NOTHING_LEFT","head_rev":{{head.Number}}}"""),
        EditOutcome.NothingToUndo => (409, """{"code":"NOTHING_TO_UNDO"}"""),
        EditOutcome.Rejected(var index, var reason) => (422,
            $$"""{"code":"OP_INVALID","op_index":{{index}},"reason":"{{JsonEncodedText.Encode(reason)}}"}"""),
        EditOutcome.KeyReused(var original) =>
            (422, $$"""{"code":"IDEMPOTENCY_KEY_REUSED","original_rev":{{original.Number}}}"""),
        EditOutcome.Unknown => (503, """{"code":"OUTCOME_UNKNOWN"}"""),
        _ => (503, """{"code":"STORAGE_FAILED"}"""),
    };

    private static string Committed(Commit commit)
    {
        var details = commit.ReadDetails();
        var dropped = string.Join(',', details.Dropped.Select(
            op => $$"""{"op_index":{{op.OpIndex}},"reason":"{{op.Reason}}"}"""));
        return $$"""{"rev":{{commit.Revision.Number}},"dropped":[{{dropped}}]}""";
    }

    private sealed class RefusesSevens : IEditValidator<Canvas, CanvasOp>
    {
        public string? Refuse(Canvas before, CanvasOp op, Canvas after) =>
            op is CanvasOp.SetMeta { Key: "background", Value: { } value } && value.ToString() == "7"
                ? "no sevens" : null;
    }
}
