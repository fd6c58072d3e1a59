using System.Globalization;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// The 200 of a command (SPEC CM2, CM8 to CM10). It depends on the commit alone, so replays are equal.
/// </summary>
/// <param name="Details">Null if they are known to hold nothing that belongs into the answer.</param>
internal sealed record CommitAnswer(
    string CanvasId, Commit Commit, CommitDetails? Details, CommitAnswer.Addition Added = CommitAnswer.Addition.None)
    : IAnswer
{
    public int Status => 200;

    public void WriteTo(Utf8JsonWriter json)
    {
        var revision = Commit.Revision.Number;
        json.WriteStartObject();
        json.WriteBoolean("success"u8, true);
        json.WriteNumber("head_rev"u8, revision);
        json.WriteNumber("rev"u8, revision);
        json.WriteString("event_id"u8, string.Create(CultureInfo.InvariantCulture, $"{CanvasId}:{revision}"));
        if (Details is not null) WriteDetails(json, Details);
        if (Added == Addition.Replayed) json.WriteBoolean("replayed"u8, true);
        if (Added == Addition.DryRun) json.WriteBoolean("dry_run"u8, true);
        json.WriteEndObject();
    }

    private void WriteDetails(Utf8JsonWriter json, CommitDetails details)
    {
        if (details.RebasedFrom is { } from) json.WriteNumber("rebased_from"u8, from.Number);
        if (details.UndoOf is { } undone) json.WriteNumber("undo_of"u8, undone.Number);
        if (!details.Undoes.IsEmpty) UndonePart.WriteAll(json, details.Undoes);
        if (details.RedoOf is { } redone) json.WriteNumber("redo_of"u8, redone.Number);
        if (details.RestoreOf is { } restored) json.WriteNumber("restore_of"u8, restored.Number);
        if (Commit.IsErased)
        {
            json.WriteBoolean("erased"u8, true);
        }
        else if (details.RebasedFrom is not null || details.TakesBack is not null)
        {
            // Ops that the sender does not know. Those of a restore are a whole state: whoever wants it can read it.
            json.WritePropertyName("ops"u8);
            json.WriteRawValue(Commit.Ops.Span, skipInputValidation: true);
        }

        if (details.RebasedFrom is not null) DroppedOp.WriteAll(json, details.Dropped);
    }

    public enum Addition
    {
        None,
        Replayed,
        DryRun,
    }
}
