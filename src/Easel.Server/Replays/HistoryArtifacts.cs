using System.IO.Pipelines;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Limits;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Replays;

/// <summary>Keeps what is made of a part of a canvas's history, while it is made.</summary>
internal sealed class HistoryArtifacts(
    CanvasPast past, ArtifactLibrary library, IOptions<ReplayOptions> options)
{
    private const int FlushBytes = 64 * 1_024;

    private static readonly StreamPipeWriterOptions Piped = new(minimumBufferSize: FlushBytes, leaveOpen: true);

    private readonly Places places = new(
        new PlaceLimits(options.Value.AllBuildsMax, WaitingMax: 0) { TenantRunningMax = options.Value.BuildsMax });

    /// <summary>
    /// Writes the content to a pipe, calling <c>flush</c> now and then, and returns what it is.
    /// </summary>
    public delegate Task<ArtifactDraft> Writer(
        HistoryRange range, PipeWriter to, Func<ValueTask> flush, CancellationToken ct);

    /// <summary>Finds a range and keeps what <paramref name="write"/> makes of it.</summary>
    public async Task<ArtifactOutcome> WriteAsync(
        DocumentKey canvas, HistoryRequest wanted, HistoryAuthor author, Writer write, CancellationToken ct)
    {
        using var place = await places.TakeAsync(canvas.Tenant, ct);
        if (place is null)
            return Refused(Problems.Overloaded.Because("Too much is being made for this tenant; try again soon."));
        try
        {
            var (refusal, range) = await past.FindAsync(canvas, wanted, ct);
            if (refusal is not null) return Refused(refusal);
            var terms = new ArtifactTerms(IsWanted: author.IsWanted);
            return await library.WriteAsync(
                canvas, author.By, (to, token) => WriteAsync(range, to, write, token), terms, ct);
        }
        catch (ArtifactRefusedException erased)
        {
            return Refused(erased.Refusal);
        }
        catch (FormatException broken)
        {
            throw new DocumentDamagedException(canvas, broken.Message, broken);
        }
    }

    private async Task<ArtifactDraft> WriteAsync(
        HistoryRange range, System.IO.Stream to, Writer write, CancellationToken ct)
    {
        var pipe = PipeWriter.Create(to, Piped);
        ArtifactDraft draft;
        try
        {
            draft = await write(range, pipe, FlushAsync, ct);
            await pipe.FlushAsync(ct);
        }
        catch (Exception fault)
        {
            await pipe.CompleteAsync(fault); // Gives its memory back, and writes nothing more.
            throw;
        }

        await pipe.CompleteAsync();
        await past.CheckAsync(range);
        // The state that it begins from may stand at the floor of a canvas; what comes after it may not.
        var first = range.From < range.To ? range.From.Next() : range.From;
        return draft with { Rev = range.To.Number, FromRev = first.Number };

        async ValueTask FlushAsync()
        {
            if (pipe.UnflushedBytes >= FlushBytes) await pipe.FlushAsync(ct);
        }
    }

    private static ArtifactOutcome.Refused Refused(Refusal refusal) => new(refusal);
}
