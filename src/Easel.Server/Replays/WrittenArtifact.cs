using System.Text.Json;
using Easel.Server.Artifacts;

namespace Easel.Server.Replays;

/// <summary>What who made an artifact of a history is answered (SPEC AR1).</summary>
internal sealed record WrittenArtifact(
    string Id, string CanvasId, string Kind, string Url, string MimeType, long Size, string Sha256, long? Rev,
    long? FromRev, DateTime CreatedAt, string CreatedBy, string? CorrelationId, JsonElement? Summary)
{
    public static WrittenArtifact Of(ArtifactRecord record, string prefix) => new(
        record.Id, record.CanvasId, record.Kind, $"{prefix}/artifacts/{record.Id}/content", record.MimeType,
        record.Size, record.Sha256, record.Rev, record.FromRev, record.CreatedAt.UtcDateTime, record.Subject,
        record.CorrelationId, record.Summary);
}
