using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Artifacts;

/// <summary>Where artifacts are kept, and how much of them.</summary>
internal sealed class ArtifactOptions
{
    public const string Section = "Artifacts";

    /// <summary>Bytes of one artifact. A longer upload is refused when it has sent so many.</summary>
    [Range(1, 5L << 30)] public long BytesMax { get; set; } = 50 << 20;

    /// <summary>Bytes of all artifacts of a tenant in an environment. Deleting gives them back.</summary>
    [Range(1, long.MaxValue)] public long TenantBytesMax { get; set; } = 10L << 30;
}
