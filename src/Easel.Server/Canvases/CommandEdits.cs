using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// Makes edits from commands: shape and limits, before anything of the canvas is looked at (SPEC CM7).
/// </summary>
internal sealed class CommandEdits(
    RequestContexts contexts, Access access, CanvasDocuments canvases, CanvasLimits limits)
{
    private static readonly OpBatch<CanvasOp> NoOps = new([], default);

    public Refusal? TryMake(CanvasCommand command, out Edit<CanvasOp> edit)
    {
        edit = null!;
        var (body, identity) = (command.Body, command.Context.Identity);
        if (body.Fault is { } fault) return fault;
        var actorId = body.ActorId ?? identity.Subject;
        if (contexts.RefuseActor(identity, actorId) is { } refusal) return refusal;
        if (body.BaseRev is not { } baseRev)
            return Problems.BaseRevRequired.Because("base_rev says which revision the command was built on.");
        if (TryReadOps(command, out var ops) is { } invalid) return invalid;
        if (TryReadUndo(command, out var undo) is { } unclear) return unclear;
        if (TryReadKey(command, out var key) is { } wrongKey) return wrongKey;

        edit = new Edit<CanvasOp>
        {
            Base = new Revision(baseRev),
            Ops = ops,
            Undo = undo,
            By = Attribute(command, actorId),
            Key = key is null ? null : new EditKey(key, Fingerprint.Of(command, actorId)),
            // A restore means "as it was", which no rebase can keep.
            Rebase = body.Rebase && command.Kind != CommandKind.Restore
                && access.FlagsOf(command.Canvas.Tenant).ServerRebase,
            IsWanted = () => access.MayEdit(command.Context, command.Canvas),
            DryRun = body.DryRun,
            Placement = command.Context.Placement,
        };
        return null;
    }

    /// <summary>Puts the state of the wanted revision into the edit.</summary>
    /// <returns>Null if the canvas has not come that far, or what led there was erased.</returns>
    public async ValueTask<Edit<CanvasOp>?> TryRestoreAsync(CanvasCommand command, Edit<CanvasOp> edit)
    {
        var revision = new Revision(command.Body.ToRev!.Value);
        if (revision > (await canvases.PeekAsync(command.Canvas)).Head) return null;
        if (await canvases.ReadAtAsync(command.Canvas, revision) is not { } state) return null;
        var reset = new CanvasOp.Reset(state);
        var ops = new OpBatch<CanvasOp>([reset], CanvasOpJson.Encode([reset]));
        return edit with { Ops = ops, RestoreOf = revision };
    }

    public static Refusal Invalid(OpFault fault)
    {
        var where = fault.OpIndex is { } index ? $"Op {index}: {fault.Reason}" : fault.Reason;
        return new Refusal(fault.TooLarge ? Problems.TooLarge : Problems.OpInvalid, where, json =>
        {
            if (fault.OpIndex is { } at) json.WriteNumber("op_index"u8, at);
            json.WriteString("reason"u8, fault.Reason);
        });
    }

    private Refusal? TryReadOps(CanvasCommand command, out OpBatch<CanvasOp> ops)
    {
        ops = NoOps;
        var body = command.Body;
        switch (command.Kind)
        {
            case CommandKind.Restore when body.ToRev is null:
                return Problems.InvalidRequest.Because("to_rev says which revision to bring back.");
            case CommandKind.Edit when body.Ops.Length == 0:
                return Invalid(new OpFault(null, "ops is missing"));
            case CommandKind.Edit:
                if (!CanvasOpJson.TryParse(body.Ops, limits, out var items, out var fault)) return Invalid(fault);
                ops = new OpBatch<CanvasOp>(items, body.Ops);
                return null;
            default:
                return null;
        }
    }

    private static Refusal? TryReadUndo(CanvasCommand command, out UndoRequest? undo)
    {
        undo = null;
        if (command.Kind is not (CommandKind.Undo or CommandKind.Redo)) return null;
        var body = command.Body;
        if (body is { Scope: "run", RunId: null })
            return Problems.InvalidRequest.Because("The scope run needs a run_id.");
        if (body.Whole && (body.Scope != "run" || command.Kind == CommandKind.Redo))
            return Problems.InvalidRequest.Because("Only an undo in the scope run can be whole.");
        UndoScope scope = body.Scope switch
        {
            "all" => new UndoScope.All(),
            "run" => new UndoScope.Run(body.RunId!),
            _ => new UndoScope.Actor(command.Context.Identity.Subject),
        };
        var direction = command.Kind == CommandKind.Undo ? UndoDirection.Undo : UndoDirection.Redo;
        undo = new UndoRequest(direction, scope) { IsWhole = body.Whole };
        return null;
    }

    private static Attribution Attribute(CanvasCommand command, string actorId)
    {
        var (body, identity) = (command.Body, command.Context.Identity);
        return new Attribution
        {
            ActorId = actorId,
            ActorType = identity.ActorType ?? body.ActorType ?? "human",
            Subject = identity.Subject,
            CorrelationId = body.CorrelationId,
            Intent = body is { Scope: "run", RunId: { } run } ? IntentOf(run, body.Intent) : body.Intent,
            Trace = command.Context.Trace,
        };
    }

    /// <summary>An undo within a run belongs to the run, or a redo could not find it there.</summary>
    private static byte[] IntentOf(string runId, byte[] said)
    {
        var json = AnswerBuffer.TakeWriter(out var intent);
        json.WriteStartObject();
        if (said.Length > 0)
        {
            using var members = JsonDocument.Parse(said);
            foreach (var member in members.RootElement.EnumerateObject())
            {
                if (!member.NameEquals("run_id"u8)) member.WriteTo(json);
            }
        }

        json.WriteString("run_id"u8, runId);
        json.WriteEndObject();
        json.Flush();
        return intent.WrittenSpan.ToArray();
    }

    private static Refusal? TryReadKey(CanvasCommand command, out string? key)
    {
        key = command.Body.IdempotencyKey ?? command.HeaderKey ?? command.Body.CorrelationId;
        return key is null || Ids.IsKey(key)
            ? null
            : Problems.InvalidRequest.Because("The idempotency key must have 1 to 255 characters without controls.");
    }
}
