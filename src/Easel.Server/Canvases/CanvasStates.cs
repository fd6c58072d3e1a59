using System.Globalization;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>Which state is meant: of a revision, of a time, or the newest if neither is said.</summary>
internal readonly record struct Moment(long? Revision, DateTimeOffset? At)
{
    // RFC 3339: any fraction of a second, and an offset or Z.
    private static readonly string[] Times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    public static Refusal? TryRead(HttpRequest request, out Moment moment)
    {
        moment = default;
        if (request.TryReadNumber("rev", out var revision) is { } refusal) return refusal;
        moment = new Moment(revision, null);
        if (!request.Query.TryGetValue("at", out var text)) return null;
        if (revision is not null) return Problems.InvalidRequest.Because("rev and at exclude each other.");

        // In a query an unescaped plus sign stands for a space.
        var isTime = DateTimeOffset.TryParseExact(
            text.ToString().Replace(' ', '+'), Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var time);
        if (!isTime) return Problems.InvalidRequest.Because("at must be a time as in RFC 3339.");
        moment = new Moment(null, time);
        return null;
    }
}

/// <summary>A revision of a canvas that is there to be read, unless it was erased.</summary>
internal sealed record FoundState(DocumentKey Key, DocumentView<Canvas> View, Revision Revision)
{
    /// <summary>What was erased stays so, whatever caches hold. Before its first commit a canvas is empty.</summary>
    public bool IsErased => Revision < View.Floor && Revision != Revision.Zero;
}

/// <summary>
/// Finds the state of a canvas that a request means (SPEC RD1): for all that shows states, so that what one of them may
/// not show, none does.
/// </summary>
internal sealed class CanvasStates(CanvasDocuments canvases, CanvasRecords records)
{
    public static Refusal Erased => Problems.RevUnknown.Because("What was there at that time was erased.");

    /// <returns>A refusal or a state.</returns>
    public async ValueTask<(Refusal? Refusal, FoundState Found)> FindAsync(
        RequestContext context, string canvasId, Moment moment)
    {
        var key = context.Canvas(canvasId);
        if (await records.FindAsync(context, key) is not { } view) return (CanvasRecords.NotFound, null!);
        if (moment.Revision > view.Head.Number)
            return (Problems.RevUnknown.Because($"The head is {view.Head.Number}."), null!);
        var revision = moment.At is { } time ? await FindRevisionAsync(key, view.Head, time)
            : moment.Revision is { } given ? new Revision(given)
            : view.Head;
        return (null, new FoundState(key, view, revision));
    }

    /// <returns>Null if it was erased.</returns>
    public async ValueTask<Canvas?> ReadAsync(FoundState found) => found.Revision == found.View.Head
        ? found.View.State
        : await canvases.ReadAtAsync(found.Key, found.Revision);

    /// <summary>The last revision made at or before a time. Commit times never go back, so halving finds it.</summary>
    private async ValueTask<Revision> FindRevisionAsync(DocumentKey key, Revision head, DateTimeOffset at)
    {
        var (low, high) = (0L, head.Number);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var page = await canvases.ReadAfterAsync(key, new Revision(middle - 1), bytesMax: 0);
            if (page[0].ReadDetails().At <= at) low = middle;
            else high = middle - 1;
        }

        return new Revision(low);
    }
}
