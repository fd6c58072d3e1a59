using System.Globalization;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>The 200 of a command (SPEC CM2, CM8, CM9). It depends on the commit alone, so replays are equal.</summary>
internal static class CommitAnswer
{
    public static void Write(
        HttpResponse response, string canvasId, Commit commit, CommitDetails? rebase, Addition addition)
    {
        var revision = commit.Revision.Number;
        var json = AnswerBuffer.TakeWriter(out var body);
        json.WriteStartObject();
        json.WriteBoolean("success"u8, true);
        json.WriteNumber("head_rev"u8, revision);
        json.WriteNumber("rev"u8, revision);
        json.WriteString("event_id"u8, string.Create(CultureInfo.InvariantCulture, $"{canvasId}:{revision}"));
        if (rebase is { RebasedFrom: { } from })
        {
            json.WriteNumber("rebased_from"u8, from.Number);
            json.WritePropertyName("ops"u8);
            json.WriteRawValue(commit.Ops.Span, skipInputValidation: true);
            Dropped.Write(json, rebase.Dropped);
        }

        if (addition == Addition.Replayed) json.WriteBoolean("replayed"u8, true);
        if (addition == Addition.DryRun) json.WriteBoolean("dry_run"u8, true);
        json.WriteEndObject();
        json.Flush();
        response.Write(200, Answers.Json, body.WrittenSpan);
    }

    public enum Addition
    {
        None,
        Replayed,
        DryRun,
    }
}
