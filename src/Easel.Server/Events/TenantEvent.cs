using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// Something that happened in a tenant: a commit of one of its documents, seen as metadata (SPEC TF4). The event is in
/// the same transaction as what it records, because it is the same thing.
/// </summary>
/// <param name="Commit">Null if its document cannot be read.</param>
/// <param name="IsPassedOver">Whether nobody wanted it, and so it was not read.</param>
internal sealed record TenantEvent(FeedEntry At, Commit? Commit, bool IsPassedOver = false)
{
    /// <summary>The kind of documents whose ops are what people make, and so are never shown.</summary>
    public const string CanvasKind = "canvas";

    /// <summary>The kind of documents whose ops are what was done to the tenant, and hold no secrets.</summary>
    public const string ControlKind = "control";

    /// <summary>The kind of documents whose ops are what happened to the artifacts of a canvas.</summary>
    public const string ArtifactsKind = Artifacts.ArtifactRegistries.Kind;

    /// <summary>The kind of documents that say which runs a canvas had.</summary>
    public const string RunsKind = Runs.RunRecords.Kind;

    public const string Damaged = "damaged";

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <summary>What was read to find it; nothing if an earlier read brought it along.</summary>
    public long BytesRead { get; init; }

    public bool IsControl => At.Document.Kind == ControlKind;

    /// <summary>What happened, and the op that says it where the document is no canvas.</summary>
    public (string Type, JsonElement? Op) Read(CommitDetails details)
    {
        if (At.Document.Kind == CanvasKind)
        {
            var type = details.UndoOf is not null ? "undo"
                : details.RedoOf is not null ? "redo"
                : details.RestoreOf is not null ? "restore" : "commit";
            return (type, null);
        }

        var op = FirstOp();
        return (op is { } one ? Text(one, "kind") ?? "commit" : "commit", op);
    }

    /// <summary>The canvas that it is of, or is about.</summary>
    public string? CanvasId(JsonElement? op) =>
        At.Document.Kind is CanvasKind or ArtifactsKind or RunsKind ? At.Document.Id
        : IsControl && op is { } one ? FindText(one, "canvas_id")
        : null;

    /// <summary>A string member of an op.</summary>
    public static string? Text(JsonElement op, string name) =>
        op.ValueKind == JsonValueKind.Object && op.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    /// <summary>A string member of an op, or of an object in it.</summary>
    private static string? FindText(JsonElement op, string name) =>
        op.ValueKind != JsonValueKind.Object ? null
        : Text(op, name) ?? op.EnumerateObject().Select(member => FindText(member.Value, name))
            .FirstOrDefault(text => text is not null);

    private JsonElement? FirstOp()
    {
        using var ops = JsonDocument.Parse(Commit!.Ops, Deep);
        return ops.RootElement.ValueKind == JsonValueKind.Array && ops.RootElement.GetArrayLength() > 0
            ? ops.RootElement[0].Clone()
            : null;
    }
}
