using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>The same list for programs.</summary>
internal sealed class JsonSteps(Utf8JsonWriter json) : StepList
{
    /// <summary>Characters of what an author says it was for.</summary>
    public const int ReasonMax = 255;

    protected override void WriteBegin(HistoryRange range)
    {
        json.WriteStartObject();
        json.WriteNumber("v"u8, 1);
        json.WriteString("canvas_id"u8, range.Canvas.Id);
        json.WriteNumber("from_rev"u8, range.From.Number);
        json.WriteNumber("to_rev"u8, range.To.Number);
        json.WriteStartArray("steps"u8);
    }

    protected override void Write(WalkStep step, int number)
    {
        json.WriteStartObject();
        json.WriteNumber("from_rev"u8, step.From.Number);
        json.WriteNumber("to_rev"u8, step.To.Number);
        json.WriteString("from_at"u8, step.FromAt.UtcDateTime);
        json.WriteString("to_at"u8, step.ToAt.UtcDateTime);
        json.WriteString("actor_id"u8, step.By.ActorId);
        json.WriteString("actor_type"u8, step.By.ActorType);
        json.WriteString("subject"u8, step.By.Subject);
        if (step.Reason is { } reason) json.WriteString("reason"u8, Excerpt.Of(reason, ReasonMax));
        if (step.By.ReadRunId() is { } run) json.WriteString("run_id"u8, run);
        json.WriteString("words"u8, step.Tell(text => $"“{Excerpt.Of(text)}”"));
        json.WriteStartArray("atom_ids"u8);
        foreach (var atom in step.Atoms) json.WriteStringValue(atom);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    protected override void WriteEnd()
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }
}
