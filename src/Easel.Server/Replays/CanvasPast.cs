using System.Runtime.CompilerServices;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Replays;

/// <summary>Finds parts of a canvas's history and reads them, page by page.</summary>
internal sealed class CanvasPast(CanvasDocuments canvases, IOptions<ReplayOptions> options)
{
    private const int PageBytes = 256 * 1_024;

    /// <summary>Finds a range, or says why there is none.</summary>
    public async Task<(Refusal? Refusal, HistoryRange Range)> FindAsync(
        DocumentKey canvas, HistoryRequest wanted, CancellationToken ct)
    {
        var view = await canvases.PeekAsync(canvas);
        var (from, to) = (wanted.FromRev ?? view.Floor.Number, wanted.ToRev ?? view.Head.Number);
        var refusal = Math.Max(from, to) > view.Head.Number
            ? Problems.RevUnknown.Because($"The head is {view.Head.Number}.")
            : from < view.Floor.Number || to < view.Floor.Number ? Erased
            : from > to ? Problems.InvalidRequest.Because("from_rev must not be after to_rev.")
            : to - from > options.Value.CommitsMax ? Problems.TooLarge.Because(
                $"More than {options.Value.CommitsMax} commits; name a smaller range with from_rev and to_rev.")
            : null;
        if (refusal is not null) return (refusal, null!);
        var (first, last) = (new Revision(from), new Revision(to));
        if (wanted.Selection is { } selection)
        {
            if (await NarrowAsync(canvas, first, last, selection, ct) is not { } narrowed)
                return (Problems.NothingToReplay.Because("Nothing of that was done in this range."), null!);
            (first, last) = narrowed;
        }

        var fromAt = await TimeOfAsync(canvas, first < last ? first.Next() : last, view.UpdatedAt);
        var toAt = await TimeOfAsync(canvas, last, view.UpdatedAt);
        return (null, new HistoryRange(canvas, view.Epoch, first, last, fromAt, toAt));
    }

    /// <summary>The state that a range begins from.</summary>
    /// <exception cref="ArtifactRefusedException">It was erased meanwhile.</exception>
    public async Task<Canvas> ReadBeginAsync(HistoryRange range) =>
        await canvases.ReadAtAsync(range.Canvas, range.From) ?? throw new ArtifactRefusedException(Erased);

    /// <summary>The commits of a range, in order.</summary>
    /// <exception cref="ArtifactRefusedException">Some were erased meanwhile.</exception>
    public IAsyncEnumerable<Commit> ReadAsync(HistoryRange range, CancellationToken ct) =>
        ReadAsync(range.Canvas, range.From, range.To, ct);

    /// <summary>Makes sure that all of a range is still known, so that what was made of it may be kept.</summary>
    /// <exception cref="ArtifactRefusedException">It is not.</exception>
    public async Task CheckAsync(HistoryRange range)
    {
        if ((await canvases.PeekAsync(range.Canvas)).Floor > range.From) throw new ArtifactRefusedException(Erased);
    }

    public static Refusal Erased => Problems.RevUnknown.Because("What was there at that time was erased.");

    private async IAsyncEnumerable<Commit> ReadAsync(
        DocumentKey canvas, Revision after, Revision upTo, [EnumeratorCancellation] CancellationToken ct)
    {
        while (after < upTo)
        {
            ct.ThrowIfCancellationRequested();
            var page = await canvases.ReadAfterAsync(canvas, after, PageBytes);
            if (page.Count == 0) throw new DocumentDamagedException(canvas, $"nothing stands after {after}");
            foreach (var commit in page.TakeWhile(commit => commit.Revision <= upTo))
            {
                if (commit.IsErased) throw new ArtifactRefusedException(Erased);
                yield return commit;
                after = commit.Revision;
            }
        }
    }

    private async Task<(Revision From, Revision To)?> NarrowAsync(
        DocumentKey canvas, Revision from, Revision to, ReplaySelection selection, CancellationToken ct)
    {
        (Revision First, Revision Last)? found = null;
        await foreach (var commit in ReadAsync(canvas, from, to, ct))
        {
            if (selection.Covers(commit.ReadDetails()))
                found = (found?.First ?? commit.Revision, commit.Revision);
        }

        return found is { } span ? (new Revision(span.First.Number - 1), span.Last) : null;
    }

    /// <summary>When a revision was made; of a canvas without commits, when it was.</summary>
    private async Task<DateTimeOffset> TimeOfAsync(DocumentKey canvas, Revision revision, DateTimeOffset created)
    {
        if (revision == Revision.Zero) return created;
        var commits = await canvases.ReadAfterAsync(canvas, new Revision(revision.Number - 1), bytesMax: 0);
        return commits is [var commit, ..]
            ? commit.ReadDetails().At
            : throw new DocumentDamagedException(canvas, $"{revision} is missing");
    }
}
