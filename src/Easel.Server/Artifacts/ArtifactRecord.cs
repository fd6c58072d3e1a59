using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Easel.Documents;

namespace Easel.Server.Artifacts;

/// <summary>What is known of an artifact: where it belongs, what it holds, what it was made from (SPEC AR1).</summary>
internal sealed record ArtifactRecord
{
    public required string Id { get; init; }

    /// <summary>The how-manieth of its canvas it is, as its registry counts; 0 until it is there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Number { get; init; }

    public required string Tenant { get; init; }

    public required string Env { get; init; }

    public required string CanvasId { get; init; }

    public string? WorkspaceId { get; init; }

    public string? ProjectId { get; init; }

    public required string Kind { get; init; }

    /// <summary>What its maker calls the content.</summary>
    public required string MimeType { get; init; }

    /// <summary>The image that its first bytes say it is; null if none that is safe to show.</summary>
    public string? ImageType { get; init; }

    public string? Name { get; init; }

    public required long Size { get; init; }

    /// <summary>Of the content, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The revision whose content it shows; of a range, the last.</summary>
    public long? Rev { get; init; }

    public long? FromRev { get; init; }

    public string? CorrelationId { get; init; }

    public ImmutableArray<string> Sources { get; init; } = [];

    public JsonElement? Summary { get; init; }

    /// <inheritdoc cref="ArtifactDraft.IsForEditors"/>
    public bool IsForEditors { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string ActorId { get; init; }

    public required string ActorType { get; init; }

    /// <summary>Who was authenticated.</summary>
    public required string Subject { get; init; }

    /// <summary>When the content was deleted. What is left is a tombstone.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    public string? DeletedBy { get; init; }

    [JsonIgnore]
    public DocumentKey Canvas => new(Tenant, Env, "canvas", CanvasId);

    /// <summary>Where the content is kept.</summary>
    [JsonIgnore]
    public BlobKey Key => BlobKey.Of(Canvas, Id);

    [JsonIgnore]
    public bool IsDeleted => DeletedAt is not null;

    /// <summary>
    /// Whether it is of a kind that is made from a canvas, whoever made it, so that what was on that may be in it.
    /// </summary>
    [JsonIgnore]
    public bool IsDerived => Kind != ArtifactDraft.Upload;

    /// <summary>What stays of it when the content goes: that it was there, not what people called it.</summary>
    public ArtifactRecord ToTombstone(DateTimeOffset at, string by) =>
        this with { DeletedAt = at, DeletedBy = by, Name = null, Summary = null };
}
