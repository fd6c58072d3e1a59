using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>Everything that can happen to a map. The log of a map is a list of these.</summary>
public abstract record MapOp
{
    private MapOp()
    {
    }

    /// <summary>
    /// Whether it makes a revision of the map. What does not says something about the map without changing what an
    /// editor sees, so it makes nobody's base stale.
    /// </summary>
    public bool MakesRevision => this is not (Saved or Validated);

    /// <summary>Begins a map, or begins it anew with other content. What could be undone no longer can.</summary>
    /// <param name="Path">Its file.</param>
    /// <param name="Content">What it holds.</param>
    /// <param name="IsSaved">Whether the file holds the same.</param>
    /// <param name="Validation">What a validator said of it, as clients see it; null if nothing.</param>
    public sealed record Opened(string Path, JsonTree Content, bool IsSaved, JsonTree? Validation) : MapOp;

    /// <summary>A command, kept as it was sent.</summary>
    public sealed record Edited(JsonRecord Command) : MapOp;

    /// <summary>Takes back the newest edits, all of them or none.</summary>
    public sealed record Undone(long Steps) : MapOp;

    /// <summary>Makes edits again that were taken back, all of them or none.</summary>
    public sealed record Redone(long Steps) : MapOp;

    /// <summary>
    /// A file has been written. It may be older than the map is by now, so the version that was written is named.
    /// </summary>
    /// <param name="MadeAt">The <see cref="MapVersion.MadeAt"/> of what was written.</param>
    /// <param name="Path">The file, from now on the file of this map.</param>
    public sealed record Saved(long MadeAt, string Path) : MapOp;

    /// <summary>A validator has looked at a version; said too late, it is of no interest.</summary>
    public sealed record Validated(long MadeAt, JsonTree Validation) : MapOp;
}
