using System.Text.Json;

namespace Easel.Documents;

/// <summary>Who stands behind an edit, and why; recorded with the commit, without effect on the content.</summary>
public sealed record Attribution
{
    /// <summary>The actor to show, as the caller named it.</summary>
    public required string ActorId { get; init; }

    /// <summary><c>human</c>, <c>agent</c> or <c>system</c>.</summary>
    public required string ActorType { get; init; }

    /// <summary>
    /// The authenticated subject. Undo scopes and permissions go by it, never by <see cref="ActorId"/>.
    /// </summary>
    public required string Subject { get; init; }

    /// <summary>The caller's own name for this edit.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The caller's <c>intent</c> object, token for token; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Intent { get; init; }

    /// <summary>The W3C <c>traceparent</c> that came with the edit.</summary>
    public string? Trace { get; init; }

    /// <summary>Characters of a run's name; older logs may hold longer ones, which name none.</summary>
    private const int RunIdMax = 255;

    /// <summary>The run that the intent names (<c>run_id</c>), if it names one.</summary>
    public string? ReadRunId()
    {
        if (Intent.IsEmpty) return null;
        using var intent = JsonDocument.Parse(Intent);
        var names = intent.RootElement.TryGetProperty("run_id", out var runId);
        return names && runId.ValueKind == JsonValueKind.String && runId.GetString() is { Length: <= RunIdMax } name
            ? name : null;
    }
}
