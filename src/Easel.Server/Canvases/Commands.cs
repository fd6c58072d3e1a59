using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// The way of every edit (SPEC CM1), the same for HTTP and for sockets: shape and limits, then the kernel, then the
/// answer.
/// </summary>
internal sealed partial class Commands(
    CommandEdits edits, Access access, CanvasDocuments canvases, Recoveries recoveries, ConflictFixture fixture,
    TimeProvider clock, ILogger<Commands> log)
{
    /// <summary>
    /// Runs a command to its answer. Without a restore or a conflict fixture it has entered the queue of its document
    /// when this returns, so commands of one caller keep their order without being awaited one by one.
    /// </summary>
    public async ValueTask<IAnswer> RunAsync(CanvasCommand command)
    {
        var startedAt = clock.GetTimestamp();
        Measures.CommandsWaiting.Add(1);
        IAnswer answer;
        try
        {
            answer = await ProcessAsync(command);
        }
        catch (DocumentDamagedException damage)
        {
            LogDamage(damage);
            answer = Explain(new EditOutcome.Unavailable(UnavailableReason.DocumentDamaged));
        }
        catch (StorageUnavailableException failure)
        {
            // Outside of its turn a command only reads: for the state of a restore, or for what a stale one missed.
            LogStorage(failure);
            answer = Explain(new EditOutcome.Unavailable(
                failure.IsFull ? UnavailableReason.StorageFull : UnavailableReason.StorageFailed));
        }
        catch (Exception fault)
        {
            // The edit may have become durable before the fault, so "internal error" would claim too much (SPEC GE6).
            LogFault(fault, command.Canvas);
            answer = Explain(new EditOutcome.Unknown());
        }

        Measures.CommandsWaiting.Add(-1);
        Measures.Answered(answer.Code, clock.GetElapsedTime(startedAt));
        return answer;
    }

    private async ValueTask<IAnswer> ProcessAsync(CanvasCommand command)
    {
        if (edits.TryMake(command, out var edit) is { } refusal) return refusal;
        if (await RefuseAsync(command) is { } stopped) return stopped;
        if (command.Kind == CommandKind.Restore)
        {
            if (await edits.TryRestoreAsync(command, edit) is not { } restore)
                return Problems.RevUnknown.Because("to_rev is above the head, or was erased.");
            edit = restore;
        }

        var outcome = await fixture.TryStageAsync(command.Canvas, edit)
            ?? await canvases.SubmitAsync(command.Canvas, edit);
        return outcome switch
        {
            EditOutcome.Committed(var commit, var replayed) => Accepted(command, edit, commit, replayed),
            EditOutcome.WouldCommit(var commit) =>
                new CommitAnswer(command.Canvas.Id, commit, commit.ReadDetails(), CommitAnswer.Addition.DryRun),
            EditOutcome.Stale stale => await recoveries.ReadAsync(command, stale),
            EditOutcome.Withdrawn => access.RefuseEdit(command.Canvas)
                ?? Problems.Forbidden.Because("The right to edit ended while the command waited."),
            _ => Explain(outcome),
        };
    }

    /// <summary>May this canvas be edited now, and is it where the sender believes it to be (SPEC TF3, TE1)?</summary>
    private async ValueTask<Refusal?> RefuseAsync(CanvasCommand command)
    {
        if (access.RefuseEdit(command.Canvas) is { } refusal) return refusal;
        if (!command.Context.Named.HasPlacement) return null;
        var record = (await canvases.PeekAsync(command.Canvas)).Record;
        return record is null || command.Context.IsWithin(record.Placement)
            ? null
            : Problems.ContextMismatch.Because("The canvas is in another workspace, project, app or surface.");
    }

    private static CommitAnswer Accepted(CanvasCommand command, Edit<CanvasOp> edit, Commit commit, bool replayed)
    {
        // An edit that is new and followed its base at once has nothing more to tell than its revision.
        var isPlain = command.Kind == CommandKind.Edit && !replayed && commit.Revision == edit.Base.Next();
        return new CommitAnswer(
            command.Canvas.Id, commit, isPlain ? null : commit.ReadDetails(),
            replayed ? CommitAnswer.Addition.Replayed : CommitAnswer.Addition.None);
    }

    private static Refusal Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.NothingLeft(var head, var dropped) => new Refusal(
            Problems.NothingLeft, "No op of the command means anything at the head.", json =>
            {
                json.WriteNumber("expected_rev"u8, head.Number);
                json.WriteNumber("head_rev"u8, head.Number);
                DroppedOp.WriteAll(json, dropped);
            }),
        EditOutcome.NothingToUndo(var head) => new Refusal(
            Problems.NothingToUndo, "Nothing in this scope can be taken back.",
            json => json.WriteNumber("head_rev"u8, head.Number)),
        EditOutcome.TooMuch => Problems.TooLarge.Because(
            "The run is too large, or too much came after it, to be undone by one commit; nothing was undone."),
        EditOutcome.Rejected(var index, var reason) => CommandEdits.Invalid(new OpFault(index, reason)),
        EditOutcome.KeyReused(var original) => new Refusal(
            Problems.KeyReused, "Another command was committed under this key.",
            json => json.WriteNumber("original_rev"u8, original.Number)),
        _ => Unavailability.Explain(outcome),
    };

    [LoggerMessage(1, LogLevel.Error, "A command for {Canvas} failed with an unknown outcome")]
    private partial void LogFault(Exception fault, DocumentKey canvas);

    [LoggerMessage(2, LogLevel.Error, "A stored document does not add up")]
    private partial void LogDamage(Exception damage);

    [LoggerMessage(3, LogLevel.Error, "Storage could not serve a command")]
    private partial void LogStorage(Exception failure);
}
