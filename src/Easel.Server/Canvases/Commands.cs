using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// <c>POST /canvas/{canvas_id}/commands</c>, the way of every edit (SPEC CM1). The hot path: no binding, no reflection,
/// and the answer written as bytes.
/// </summary>
internal sealed partial class Commands(
    RequestContexts contexts, CanvasDocuments canvases, Recoveries recoveries, ConflictFixture fixture,
    CanvasLimits limits, JsonBodies bodies, ILogger<Commands> log)
{
    public async Task SubmitAsync(HttpContext http)
    {
        try
        {
            await ProcessAsync(http);
        }
        catch (Exception fault) when (
            fault is not (BadHttpRequestException or DocumentDamagedException or StorageUnavailableException)
            && !http.RequestAborted.IsCancellationRequested)
        {
            // The edit may have become durable before the fault, so "internal error" would claim too much (SPEC GE6).
            LogFault(fault, http.TraceIdentifier);
            await http.Response.RefuseAsync(OutcomeUnknown);
        }
    }

    private async Task ProcessAsync(HttpContext http)
    {
        NamedContext named = null!;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? RequestContexts.TryRead(http, out named);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        RequestContext context = null!;
        Edit<CanvasOp> edit = null!;
        var body = new CommandBody(named);
        refusal = await bodies.ReadAsync(http.Request, CommandBody.Read, body)
            ?? contexts.TryDecide(http, identity, named, Role.Member, out context)
            ?? TryMakeEdit(http.Request, context, body, out edit);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        var outcome = await fixture.TryStageAsync(key, edit)
            ?? await canvases.SubmitAsync(key, edit);
        await AnswerAsync(http, key, edit, outcome);
    }

    private static Refusal OutcomeUnknown =>
        Problems.OutcomeUnknown.Because("It may or may not have been applied; send it again with the same key.");

    /// <summary>Shape and limits, before anything of the canvas is looked at.</summary>
    private Refusal? TryMakeEdit(HttpRequest request, RequestContext context, CommandBody body, out Edit<CanvasOp> edit)
    {
        edit = null!;
        if (body.Fault is { } fault) return fault;
        var identity = context.Identity;
        var actorId = body.ActorId ?? identity.Subject;
        if (contexts.RefuseActor(identity, actorId) is { } refusal) return refusal;
        if (body.BaseRev is not { } baseRev)
            return Problems.BaseRevRequired.Because("base_rev says which revision the ops were built on.");
        if (body.Ops.Length == 0) return Invalid(new OpFault(null, "ops is missing"));
        if (!CanvasOpJson.TryParse(body.Ops, limits, out var ops, out var opFault)) return Invalid(opFault);
        if (TryReadKey(request, body, out var key) is { } wrongKey) return wrongKey;

        edit = new Edit<CanvasOp>
        {
            Base = new Revision(baseRev),
            Ops = new OpBatch<CanvasOp>(ops, body.Ops),
            By = new Attribution
            {
                ActorId = actorId,
                ActorType = identity.ActorType ?? body.ActorType ?? "human",
                Subject = identity.Subject,
                CorrelationId = body.CorrelationId,
                Intent = body.Intent,
                Trace = context.Trace,
            },
            Key = key is null ? null : new EditKey(key, Fingerprint.Of(actorId, body.Ops)),
            Rebase = body.Rebase,
            DryRun = body.DryRun,
            Placement = context.Placement,
        };
        return null;
    }

    private static Refusal? TryReadKey(HttpRequest request, CommandBody body, out string? key)
    {
        key = body.IdempotencyKey;
        if (key is null && request.Headers.TryGetValue("Idempotency-Key", out var header)) key = header;
        if (key is null && request.Headers.TryGetValue("X-Idempotency-Key", out header)) key = header;
        key ??= body.CorrelationId;
        return key is null || Ids.IsKey(key)
            ? null
            : Problems.InvalidRequest.Because("The idempotency key must have 1 to 255 characters without controls.");
    }

    private Task AnswerAsync(HttpContext http, DocumentKey key, Edit<CanvasOp> edit, EditOutcome outcome)
    {
        switch (outcome)
        {
            case EditOutcome.Committed(var commit, var replayed):
                // Whether it was rebased only the commit tells, unless it followed its base at once and is new.
                var rebase = replayed || commit.Revision != edit.Base.Next() ? commit.ReadDetails() : null;
                var addition = replayed ? CommitAnswer.Addition.Replayed : CommitAnswer.Addition.None;
                CommitAnswer.Write(http.Response, key.Id, commit, rebase, addition);
                return Task.CompletedTask;
            case EditOutcome.WouldCommit(var commit):
                CommitAnswer.Write(http.Response, key.Id, commit, commit.ReadDetails(), CommitAnswer.Addition.DryRun);
                return Task.CompletedTask;
            case EditOutcome.Stale stale:
                return AnswerStaleAsync(http, key, stale);
            default:
                return http.Response.RefuseAsync(Explain(outcome));
        }
    }

    private async Task AnswerStaleAsync(HttpContext http, DocumentKey key, EditOutcome.Stale stale)
    {
        var recovery = await recoveries.ReadAsync(key, stale);
        var json = AnswerBuffer.TakeWriter(out var body);
        recovery.WriteTo(json, $"{http.Request.Prefix()}/canvas/{key.Id}/snapshot");
        json.Flush();
        http.Response.Write(Problems.RevMismatch.Status, Answers.ProblemJson, body.WrittenSpan);
    }

    private static Refusal Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.NothingLeft(var head, var dropped) => new Refusal(
            Problems.NothingLeft, "No op of the command means anything at the head.", json =>
            {
                json.WriteNumber("expected_rev"u8, head.Number);
                json.WriteNumber("head_rev"u8, head.Number);
                Dropped.Write(json, dropped);
            }),
        EditOutcome.Rejected(var index, var reason) => Invalid(new OpFault(index, reason)),
        EditOutcome.KeyReused(var original) => new Refusal(
            Problems.KeyReused, "Another command was committed under this key.",
            json => json.WriteNumber("original_rev"u8, original.Number)),
        EditOutcome.Unavailable(UnavailableReason.StorageFull) =>
            Problems.StorageFull.Because("The disk is full; nothing was applied."),
        EditOutcome.Unavailable(UnavailableReason.DocumentDamaged) =>
            Problems.CanvasDamaged.Because("The stored document does not add up; nothing was changed."),
        EditOutcome.Unavailable(UnavailableReason.Overloaded) =>
            Problems.Overloaded.Because("Too many commands wait for this canvas; nothing was applied."),
        EditOutcome.Unavailable => Problems.StorageFailed.Because("The storage failed; nothing was applied."),
        EditOutcome.Unknown => OutcomeUnknown,
        _ => throw new System.Diagnostics.UnreachableException(outcome.GetType().Name),
    };

    private static Refusal Invalid(OpFault fault)
    {
        var where = fault.OpIndex is { } index ? $"Op {index}: {fault.Reason}" : fault.Reason;
        return new Refusal(fault.TooLarge ? Problems.TooLarge : Problems.OpInvalid, where, json =>
        {
            if (fault.OpIndex is { } at) json.WriteNumber("op_index"u8, at);
            json.WriteString("reason"u8, fault.Reason);
        });
    }

    [LoggerMessage(1, LogLevel.Error, "Command {RequestId} failed with an unknown outcome")]
    private partial void LogFault(Exception fault, string requestId);
}
