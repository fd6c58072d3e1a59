using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>One step of a canvas's history (SPEC ST1).</summary>
public sealed record CanvasCommit
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>The revision that it made.</summary>
    public required long Rev { get; init; }

    /// <summary>What it did.</summary>
    public required ImmutableArray<CanvasOp> Ops { get; init; }

    /// <summary>Who is shown as its author.</summary>
    public required string ActorId { get; init; }

    /// <summary><c>human</c>, <c>agent</c> or <c>system</c>.</summary>
    public string ActorType { get; init; } = "human";

    /// <summary>Who was authenticated.</summary>
    public string? Subject { get; init; }

    /// <summary>The author's own name for the command.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What the author said it is for.</summary>
    public EditIntent? Intent { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The base that it was sent with, if the server rebased it.</summary>
    public long? RebasedFrom { get; init; }

    /// <summary>What that rebase dropped, by place in the command as sent.</summary>
    public ImmutableArray<DroppedOp> Dropped { get; init; } = [];

    /// <summary>The revision that it undid, did again, or restored (SPEC CM10).</summary>
    public HistoryMark? Mark { get; init; }

    /// <summary>Reads a commit line. Members that are not known are passed over.</summary>
    /// <exception cref="FormatException">The bytes are not a commit.</exception>
    public static CanvasCommit Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Deep);
            return Read(document.RootElement);
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("not a commit", broken);
        }
    }

    internal static CanvasCommit Read(JsonElement root) => new()
    {
        Rev = root.GetProperty("rev").GetInt64(),
        Ops = CanvasOpJson.ParseStored(WireText.Raw(root.GetProperty("ops"))),
        ActorId = root.GetProperty("actor_id").GetString()!,
        ActorType = root.TextOrNull("actor_type") ?? "human",
        Subject = root.TextOrNull("subject"),
        CorrelationId = root.TextOrNull("correlation_id"),
        Intent = EditIntent.Read(root),
        At = root.TryGetProperty("ts", out var at) ? at.GetDateTimeOffset() : default,
        RebasedFrom = root.NumberOrNull("rebased_from"),
        Dropped = WireText.ReadDropped(root),
        Mark = HistoryMark.Read(root),
    };
}

/// <summary>What a commit of undo, redo or restore stands for.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Rev">The revision that it undid, did again, or restored.</param>
public sealed record HistoryMark(HistoryKind Kind, long Rev)
{
    internal static HistoryMark? Read(JsonElement root) =>
        root.NumberOrNull("undo_of") is { } undone ? new HistoryMark(HistoryKind.Undo, undone)
        : root.NumberOrNull("redo_of") is { } redone ? new HistoryMark(HistoryKind.Redo, redone)
        : root.NumberOrNull("restore_of") is { } restored ? new HistoryMark(HistoryKind.Restore, restored)
        : null;
}

/// <summary>Ways through the history of a canvas.</summary>
public enum HistoryKind
{
    /// <summary>Takes the newest commit in scope back.</summary>
    Undo,

    /// <summary>Does again what was undone last.</summary>
    Redo,

    /// <summary>Makes the state of an old revision the newest.</summary>
    Restore,
}

/// <summary>What an edit is for; recorded with the commit.</summary>
/// <param name="Label">For people: "Align left".</param>
/// <param name="RunId">Edits of one run can be undone together (SPEC CM10).</param>
public sealed record EditIntent(string? Label, string? RunId = null)
{
    internal static EditIntent? Read(JsonElement root) =>
        root.TryGetProperty("intent", out var intent) && intent.ValueKind == JsonValueKind.Object
            ? new EditIntent(intent.TextOrNull("label"), intent.TextOrNull("run_id"))
            : null;

    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject("intent"u8);
        if (Label is not null) json.WriteString("label"u8, Label);
        if (RunId is not null) json.WriteString("run_id"u8, RunId);
        json.WriteEndObject();
    }
}
