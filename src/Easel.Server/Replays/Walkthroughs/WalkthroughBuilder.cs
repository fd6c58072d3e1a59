using System.IO.Pipelines;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Artifacts;
using Easel.Server.Wire;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>Tells a part of a canvas's history, as an artifact (SPEC AR4).</summary>
internal sealed class WalkthroughBuilder(HistoryArtifacts artifacts, CanvasPast past)
{
    public async Task<ArtifactOutcome> BuildAsync(
        DocumentKey canvas, HistoryRequest wanted, WalkthroughForm form, HistoryAuthor author, CancellationToken ct)
    {
        return await artifacts.WriteAsync(canvas, wanted, author, WriteAsync, ct);

        async Task<ArtifactDraft> WriteAsync(
            HistoryRange range, PipeWriter to, Func<ValueTask> flush, CancellationToken token)
        {
            var steps = await TellAsync(range, form.Open(to), wanted, flush, token);
            return new ArtifactDraft("walkthrough", form.MimeType)
            {
                CorrelationId = author.By.CorrelationId,
                Summary = JsonSerializer.SerializeToElement(
                    new WalkthroughFacts(range.From.Number, range.To.Number, form.Name, steps),
                    WireJson.Default.WalkthroughFacts),
            };
        }
    }

    /// <summary>Of a selection only its own commits are told; the others are folded, so that names are right.</summary>
    private async Task<int> TellAsync(
        HistoryRange range, IWalkthrough walkthrough, HistoryRequest wanted, Func<ValueTask> flush,
        CancellationToken ct)
    {
        var canvas = await past.ReadBeginAsync(range);
        walkthrough.Begin(range, canvas);
        await foreach (var commit in past.ReadAsync(range, ct))
        {
            var details = commit.ReadDetails();
            var isTold = wanted.Selection?.Covers(details) != false;
            if (isTold) walkthrough.Add(commit, details);
            foreach (var op in CanvasOpJson.ParseStored(commit.Ops))
            {
                var before = canvas;
                canvas = CanvasReducer.Apply(before, op, out var misfit)
                    ?? throw new FormatException($"{commit.Revision} does not fit: {misfit}");
                if (isTold) walkthrough.Add(before, op, canvas);
            }

            await flush();
        }

        return walkthrough.Complete();
    }
}
