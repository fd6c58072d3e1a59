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

    /// <summary>Artifacts that are written at once; one more is refused as overloaded.</summary>
    /// <remarks>A bucket is sent parts of up to 8 MiB, each of which is held while it is sent.</remarks>
    [Range(1, 10_000)] public int WritesMax { get; set; } = 32;

    /// <summary>The same for one tenant, so that others can still write.</summary>
    [Range(1, 10_000)] public int TenantWritesMax { get; set; } = 24;

    /// <summary>
    /// Deleted artifacts of a tenant in an environment that can be found by their id; of more, the oldest cannot.
    /// </summary>
    [Range(1, 100_000_000)] public int TombstonesMax { get; set; } = 100_000;

    /// <summary>
    /// How long an address is good that a store which serves by itself gives to readers of uploads; they are sent
    /// there. Zero serves everything through this server.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")] public TimeSpan PresignLifetime { get; set; }

    /// <summary>
    /// How long a content may be without a record before it is taken for one that nobody will name any more.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SweepGrace { get; set; } =
        TimeSpan.FromHours(1);

    /// <summary>How often such contents are looked for, the first time at the start.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } =
        TimeSpan.FromHours(1);

    /// <summary>Keeps contents in a bucket instead of the data folder, where one is named.</summary>
    public S3Options S3 { get; set; } = new();
}

/// <summary>A bucket of any server that speaks S3. Only the configuration names it.</summary>
internal sealed class S3Options
{
    /// <summary>Null keeps contents in the data folder.</summary>
    public string? Bucket { get; set; }

    /// <summary>The address of the server, as <c>https://s3.example</c>; null means Amazon's.</summary>
    [Url] public string? Endpoint { get; set; }

    [Required] public string Region { get; set; } = "us-east-1";

    /// <summary>Null uses what the machine has been given.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>Before every key, for servers that share a bucket: each must have one of its own.</summary>
    [RegularExpression("^([a-z0-9_-]+/)*$")] public string Prefix { get; set; } = "";

    /// <summary>Whether the bucket is in the path of an address, not in the name of its host.</summary>
    public bool PathStyle { get; set; } = true;
}
