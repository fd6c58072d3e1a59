using System.Text.Json;

namespace Easel.Documents;

/// <summary>
/// One step of a document's history. The line is encoded once, when the commit is made; log, stream and recovery share
/// those bytes, so that no two readers can see different commits.
/// </summary>
public sealed class Commit
{
    private Commit(Revision revision, ReadOnlyMemory<byte> line, Range ops, EditKey? key)
    {
        Revision = revision;
        Line = line;
        OpsRange = ops;
        Key = key;
    }

    private Commit(Commit made) => (Revision, Line, OpsRange) = (made.Revision, made.Line, made.OpsRange);

    /// <summary>The revision that this commit made.</summary>
    public Revision Revision { get; }

    /// <summary>When it was made. Known to its maker only; one that was read back tells it in its details.</summary>
    internal DateTimeOffset At { get; private init; }

    /// <summary>The commit as one line of JSON (SPEC ST1), without a line end.</summary>
    public ReadOnlyMemory<byte> Line { get; }

    /// <summary>The op array inside <see cref="Line"/>, brackets included.</summary>
    public ReadOnlyMemory<byte> Ops => Line[OpsRange];

    private Range OpsRange { get; }

    /// <summary>
    /// The key it was made under. Known to its maker and to the store; null on a commit that was read back.
    /// </summary>
    public EditKey? Key { get; }

    /// <summary>
    /// What stands for this commit and all before it. A line that a server before hashes wrote counts as its SHA-256.
    /// </summary>
    public CommitHash Hash => CommitSeal.TryRead(Line.Span, out var seal) ? seal.Hash : CommitHash.Of(Line.Span);

    /// <summary>The hash of the commit before; null on a line that says none.</summary>
    public CommitHash? Previous => CommitSeal.TryRead(Line.Span, out var seal) ? seal.Previous : null;

    /// <summary>Whether its ops were erased. It then says nothing about the content and cannot be folded.</summary>
    public bool IsErased => CommitSeal.TryRead(Line.Span, out var seal) && seal.ErasedOps is not null;

    /// <summary>Encodes a new commit.</summary>
    public static Commit Create(Revision revision, CommitDetails details, ReadOnlyMemory<byte> ops, EditKey? key)
    {
        var (line, range) = CommitLine.Encode(revision, details, ops);
        return new Commit(revision, line, range, key) { At = details.At };
    }

    /// <summary>Reads a line back.</summary>
    /// <exception cref="FormatException">
    /// The bytes are not a commit, or have ops although they say that theirs were erased.
    /// </exception>
    public static Commit Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            var (revision, ops) = CommitLine.Locate(line.Span);
            if (CommitSeal.HasForeignOps(line.Span, ops))
                throw new FormatException($"{revision} says that its ops were erased, and has some");
            return new Commit(revision, line, ops, key: null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("not a commit line", broken);
        }
    }

    /// <summary>What <see cref="Hash"/> must be for the line to be what was committed.</summary>
    public CommitHash RecomputeHash() =>
        CommitSeal.TryRead(Line.Span, out var seal) ? seal.Recompute(Line.Span, OpsRange) : CommitHash.Of(Line.Span);

    /// <summary>
    /// The commit with <c>[]</c> for its ops and their hash beside it: who, when and why, still provable, without what.
    /// Null if the line has no hash to prove it by.
    /// </summary>
    public Commit? WithoutOps() =>
        !CommitSeal.TryRead(Line.Span, out var seal) ? null
        : seal.ErasedOps is not null ? this
        : Read(CommitSeal.Erase(Line.Span, OpsRange));

    /// <summary>The same commit as its readers get it.</summary>
    public Commit WithoutKey() => Key is null ? this : new Commit(this);

    /// <summary>Decodes what the line says besides the ops.</summary>
    public CommitDetails ReadDetails() => CommitLine.ReadDetails(Line);
}
