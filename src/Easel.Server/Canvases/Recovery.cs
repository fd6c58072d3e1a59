using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Stream;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>What takes a client from its base to the head: missed ops, or the whole state (SPEC CM4 to CM6).</summary>
/// <param name="Missed">The missed commits, oldest first; null means reset.</param>
/// <param name="SnapshotPath">Where the state can be read, by the prefix that the request came by.</param>
internal sealed record Recovery(
    DocumentView<Canvas> Head, Revision Base, IReadOnlyList<Commit>? Missed, EncodedCanvas? State, string SnapshotPath)
    : IAnswer
{
    /// <summary>The same in the kinds that existing front ends know (SPEC OP6), where one of them asked.</summary>
    public ReadOnlyMemory<byte>? InFourKinds { get; init; }

    public int Status => Problems.RevMismatch.Status;

    public string? Code => Problems.RevMismatch.Code;

    public void WriteTo(Utf8JsonWriter json)
    {
        var problem = Problems.RevMismatch;
        json.WriteStartObject();
        json.WriteString("code"u8, problem.Code);
        json.WriteString("message"u8, "Revision mismatch"u8);
        json.WriteNumber("expected_rev"u8, Head.Head.Number);
        json.WriteNumber("actual_head_rev"u8, Head.Head.Number);
        json.WriteNumber("head_rev"u8, Head.Head.Number);
        json.WriteNumber("base_rev"u8, Base.Number);
        WriteOps(json);
        json.WriteString("epoch"u8, Head.Epoch);
        json.WriteString("snapshot_ref"u8, $"{SnapshotPath}?rev={Head.Head.Number}");
        json.WriteString("type"u8, problem.Type);
        json.WriteString("title"u8, problem.Title);
        json.WriteNumber("status"u8, problem.Status);
        json.WriteString("detail"u8, "Revision mismatch"u8);
        json.WriteEndObject();
    }

    private void WriteOps(Utf8JsonWriter json)
    {
        json.WriteString("recovery"u8, Missed is null ? "reset"u8 : "ops"u8);
        json.WritePropertyName("recovery_ops"u8);
        if (InFourKinds is { } translated)
        {
            json.WriteRawValue(translated.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartArray();
        if (Missed is null)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "reset"u8);
            json.WritePropertyName("state"u8);
            json.WriteRawValue(State!.Json.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        foreach (var commit in Missed ?? [])
        {
            // Without its brackets the op array is just what belongs between two commas here.
            json.WriteRawValue(commit.Ops.Span[1..^1], skipInputValidation: true);
        }

        json.WriteEndArray();
    }
}

/// <summary>Reads recoveries, never more of the log than the snapshot is worth.</summary>
internal sealed class Recoveries(CanvasDocuments canvases, EncodedHeads heads)
{
    // So little is always sent as ops: clients can apply them without replacing what they show.
    private const long OpsFloor = 4 * 1_024;

    // {"kind":"remove","atom_id":"a"} and a comma.
    private const long CommitOpsMin = 32;

    public async Task<Recovery> ReadAsync(CanvasCommand command, EditOutcome.Stale stale)
    {
        var key = command.Canvas;

        // The head may have moved on since the refusal. Its state and all up to it are then read, so they still agree.
        var head = await canvases.PeekAsync(key);
        var missed = stale.Base > stale.Head ? null : await TryReadMissedAsync(key, stale.Base, head);
        var snapshot = $"{command.Prefix}/canvas/{key.Id}/snapshot";
        if (command.Context.Mode is not null)
        {
            var translated = await TranslateAsync(key, stale.Base, missed, head);
            return new Recovery(head, stale.Base, missed, State: null, snapshot) { InFourKinds = translated };
        }

        var state = missed is null ? heads.Encode(key, head.State) : null;
        return new Recovery(head, stale.Base, missed, state, snapshot);
    }

    private async ValueTask<ReadOnlyMemory<byte>> TranslateAsync(
        DocumentKey key, Revision after, List<Commit>? missed, DocumentView<Canvas> head)
    {
        // A base above the head is of a history that nobody here knows; one that was erased, nobody remembers.
        var atBase = after <= head.Head ? await canvases.ReadAtAsync(key, after) : null;
        return CanvasOpJson.Encode(missed is null
            ? FourKinds.Replace(atBase, head.State)
            : FourKinds.Translate(atBase!, [.. missed.SelectMany(one => CanvasOpJson.ParseStored(one.Ops))]));
    }

    private async ValueTask<List<Commit>?> TryReadMissedAsync(
        DocumentKey key, Revision after, DocumentView<Canvas> head)
    {
        // Even the shortest ops of so many commits would be larger than the state: no need to read them.
        var least = (head.Head.Number - after.Number) * CommitOpsMin;
        if (least > Math.Max(OpsFloor, head.State.Weight) && least > heads.Encode(key, head.State).Json.Length)
            return null;
        var missed = new List<Commit>();
        var worth = Math.Max(OpsFloor, head.State.Weight);
        var isExact = false;
        long bytes = 0;
        while (after < head.Head)
        {
            var page = await canvases.ReadAfterAsync(key, after, (int)Math.Min(worth, 1 << 20));
            if (page.Count == 0) return null;
            foreach (var commit in page.TakeWhile(commit => commit.Revision <= head.Head))
            {
                if (commit.IsErased) return null;
                bytes += commit.Ops.Length;
                if (bytes > worth && !isExact)
                {
                    // The weight was only a lower bound, which is known without encoding.
                    worth = Math.Max(OpsFloor, heads.Encode(key, head.State).Json.Length);
                    isExact = true;
                }

                if (bytes > worth) return null;
                missed.Add(commit);
                after = commit.Revision;
            }
        }

        return missed;
    }
}
