using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>What somebody wants kept.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="MimeType">What its maker calls the content: kept as said, and not believed when it is served.</param>
internal sealed record ArtifactDraft(string Kind, string MimeType)
{
    /// <summary>What people give; it is theirs, and is not made from the content of a canvas.</summary>
    public const string Upload = "upload";

    /// <summary>A picture of a revision.</summary>
    public const string Preview = "preview";

    /// <summary>What happened between two revisions, to be played.</summary>
    public const string Replay = "replay";

    /// <summary>What is wrong with a revision.</summary>
    public const string Audit = "audit";

    /// <summary>A revision in a form for others.</summary>
    public const string Export = "export";

    /// <summary>What happened between two revisions, to be read.</summary>
    public const string Walkthrough = "walkthrough";

    /// <summary>Characters of a media type.</summary>
    public const int MimeTypeMax = 127;

    /// <summary>Characters of a name.</summary>
    public const int NameMax = 255;

    /// <summary>Artifacts that one can be made from: as many as a picture shows.</summary>
    public const int SourcesMax = 64;

    /// <summary>Bytes of a summary.</summary>
    public const int SummaryBytesMax = 4 * 1_024;

    /// <summary>Every kind there is (SPEC AR1).</summary>
    public static readonly ImmutableArray<string> Kinds =
        [Upload, Preview, Replay, Audit, Export, Walkthrough];

    /// <summary>What people call it.</summary>
    public string? Name { get; init; }

    /// <summary>The revision whose content it shows; of a range, the last. Null if it is of none.</summary>
    public long? Rev { get; init; }

    /// <summary>The first revision of a range.</summary>
    public long? FromRev { get; init; }

    /// <summary>Its maker's own name for what it belongs to, for example a run.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The artifacts that it was made from, of the same tenant and environment.</summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>The hash that the content must have, in hex; null if it may have any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Whether only those may read the content who may edit the canvas.</summary>
    public bool IsForEditors { get; init; }

    /// <summary>Small facts for lists, for example an audit's score. Only what the server makes has any.</summary>
    public JsonElement? Summary { get; init; }

    /// <summary>Says no to what no artifact can be.</summary>
    public Refusal? Refuse()
    {
        var fault = !Kinds.Contains(Kind) ? $"kind must be one of {string.Join(", ", Kinds)}."
            : MimeType.Length > MimeTypeMax || !Ids.IsKey(MimeType) ? "The media type is too long or no text."
            : Name is not null && !Ids.IsKey(Name) ? $"A name has 1 to {NameMax} characters without controls."
            : Rev < 0 || FromRev < 0 || FromRev > Rev ? "A revision is a whole number from 0, a range ends after it."
            : CorrelationId is not null && !Ids.IsKey(CorrelationId) ? "correlation_id has 1 to 255 characters."
            : Sources.Length > SourcesMax ? $"An artifact has at most {SourcesMax} sources."
            : Sources.Distinct().Count() < Sources.Length ? "A source is named twice."
            : SummaryBytes > SummaryBytesMax ? $"A summary has at most {SummaryBytesMax} bytes."
            : null;
        return fault is null ? null : Problems.InvalidRequest.Because(fault);
    }

    private int SummaryBytes => Summary is { } summary ? Encoding.UTF8.GetByteCount(summary.GetRawText()) : 0;
}
