using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>An artifact, as it is answered (SPEC AR1).</summary>
internal sealed record ArtifactAnswer
{
    public required string Id { get; init; }

    public required string CanvasId { get; init; }

    public required string Kind { get; init; }

    /// <summary>Where the content is read.</summary>
    public required string Url { get; init; }

    public required string MimeType { get; init; }

    public required string? Name { get; init; }

    public required long Size { get; init; }

    public required string Sha256 { get; init; }

    public required long? Rev { get; init; }

    public required long? FromRev { get; init; }

    /// <summary>Whether the canvas has a newer revision than the one that it shows.</summary>
    public required bool Stale { get; init; }

    public required string Key { get; init; }

    public required string CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required JsonElement? Summary { get; init; }

    public required string? DeletedAt { get; init; }

    public required string? DeletedBy { get; init; }

    public required ArtifactOrigin Lineage { get; init; }
}

/// <summary>Where an artifact comes from.</summary>
internal sealed record ArtifactOrigin(
    string TenantId, string Env, string? WorkspaceId, string? ProjectId, string CanvasId, long? FromRev, long? Rev,
    string? CorrelationId, string ActorId, string ActorType, string Subject, ImmutableArray<string> Sources);

/// <summary>Artifacts, the newest first.</summary>
/// <param name="Next">The cursor of the next page; null if this is the last.</param>
internal sealed record ArtifactPage(IReadOnlyList<ArtifactAnswer> Artifacts, string? Next);

/// <summary>What an artifact was made from, and what was made from it.</summary>
/// <param name="IsTruncated">Whether there is more than is shown.</param>
internal sealed record LineageAnswer(
    string Id, IReadOnlyList<LineageNode> Up, IReadOnlyList<LineageNode> Down, bool IsTruncated);

/// <summary>An artifact so many steps away.</summary>
internal sealed record LineageNode(int Depth, ArtifactAnswer Artifact);

/// <summary>Makes answers from records.</summary>
internal static class ArtifactAnswers
{
    /// <summary>The answer to who made one: 201, with where it is.</summary>
    public static IAnswer Created(HttpContext http, ArtifactRecord record, Revision head)
    {
        var prefix = http.Request.Prefix();
        http.Response.Headers.Location = $"{prefix}/artifacts/{record.Id}";
        return JsonAnswer.Of(Describe(record, head, prefix), WireJson.Default.ArtifactAnswer, 201);
    }

    /// <param name="head">The newest revision of its canvas.</param>
    /// <param name="prefix">The prefix that the request came by.</param>
    public static ArtifactAnswer Describe(ArtifactRecord record, Revision head, string prefix) => new()
    {
        Id = record.Id,
        CanvasId = record.CanvasId,
        Kind = record.Kind,
        Url = $"{prefix}/artifacts/{record.Id}/content",
        MimeType = record.MimeType,
        Name = record.Name,
        Size = record.Size,
        Sha256 = record.Sha256,
        Rev = record.Rev,
        FromRev = record.FromRev,
        Stale = record.Rev < head.Number,
        Key = record.Key.Text,
        CreatedAt = Timestamp.Of(record.CreatedAt),
        CreatedBy = record.ActorId,
        Summary = record.Summary,
        DeletedAt = record.DeletedAt is { } at ? Timestamp.Of(at) : null,
        DeletedBy = record.DeletedBy,
        Lineage = new ArtifactOrigin(
            record.Tenant, record.Env, record.WorkspaceId, record.ProjectId, record.CanvasId, record.FromRev,
            record.Rev, record.CorrelationId, record.ActorId, record.ActorType, record.Subject, record.Sources),
    };
}
