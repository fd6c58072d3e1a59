using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Stream;

/// <summary>Consecutive commits as the bytes of their events.</summary>
/// <param name="After">The revision before the first.</param>
/// <param name="UpTo">The last.</param>
internal sealed record CommitPage(Revision After, Revision UpTo, Chunk Chunk);

/// <summary>Reads commits of a canvas and encodes them, so many at a time as are written at once.</summary>
internal sealed class CommitPages(CanvasDocuments canvases, IOptions<StreamOptions> options)
{
    private readonly int bytesMax = options.Value.WriteBytesMax;

    public async ValueTask<Revision> ReadHeadAsync(DocumentKey key) => (await canvases.PeekAsync(key)).Head;

    /// <summary>What follows a revision; null if nothing does yet.</summary>
    /// <exception cref="CommitsErasedException">It was erased.</exception>
    public async ValueTask<CommitPage?> ReadAfterAsync(DocumentKey key, EventForm form, Revision after)
    {
        if (form != EventForm.Plain)
        {
            var folded = await canvases.ReadFoldedAfterAsync(key, after, bytesMax)
                ?? throw new CommitsErasedException();
            return Encode(form, after, folded.Select(one => (one.Commit.Revision, DialectLine.Encode(key, one))));
        }

        var commits = await canvases.ReadAfterAsync(key, after, bytesMax);
        if (commits is [{ IsErased: true }, ..]) throw new CommitsErasedException();
        return Encode(form, after, commits.Select(commit => (commit.Revision, commit.Line)));
    }

    private static CommitPage? Encode(
        EventForm form, Revision after, IEnumerable<(Revision Revision, ReadOnlyMemory<byte> Line)> commits)
    {
        var lines = commits.ToList();
        if (lines.Count == 0) return null;
        var to = Chunk.Begin(lines.Sum(one => one.Line.Length + Frames.CommitOverhead));
        foreach (var (revision, line) in lines) Frames.WriteCommit(to, form, revision, line.Span);
        return new CommitPage(after, lines[^1].Revision, Chunk.End(to));
    }
}

/// <summary>
/// A reader is at a revision below the floor: it cannot go on from there and has to come back, to be told to start
/// from a snapshot (SPEC ST3).
/// </summary>
internal sealed class CommitsErasedException() : Exception("The commits after this revision were erased.");
