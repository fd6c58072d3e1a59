using System.IO.Pipelines;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Replays;

/// <summary>Makes replays (SPEC AR4), on request and at the end of a run.</summary>
internal sealed class ReplayBuilder(
    HistoryArtifacts artifacts, CanvasPast past, IGestureHistory gestures, Access access)
{
    public const string MimeType = "application/vnd.easel.replay+json";

    /// <summary>Makes and keeps a replay, unless the tenant has none (the flag <c>replay_mode</c>).</summary>
    /// <param name="mode">Null for what the tenant's flag says.</param>
    public async Task<ArtifactOutcome> BuildAsync(
        DocumentKey canvas, HistoryRequest wanted, ReplayMode? mode, HistoryAuthor author, CancellationToken ct)
    {
        if (access.FlagsOf(canvas.Tenant).Replay is not { } usual) return new ArtifactOutcome.Refused(SwitchedOff);

        // Whoever sees live gestures may see them in the replay, and nobody else (SPEC AR7).
        var isForAll = IsForAll(canvas);
        return await artifacts.WriteAsync(canvas, wanted, author, WriteAsync, ct);

        async Task<ArtifactDraft> WriteAsync(
            HistoryRange range, PipeWriter to, Func<ValueTask> flush, CancellationToken token)
        {
            var replay = RangeOf(range, mode ?? usual, wanted.Selection);
            using var writer = new ReplayWriter(to, replay, await past.ReadBeginAsync(range));
            var hasGestures = await AddAllAsync(range, writer, flush, token);
            return new ArtifactDraft("replay", MimeType)
            {
                CorrelationId = author.By.CorrelationId,
                Summary = Summarize(replay, writer.Complete()),
                IsForEditors = hasGestures && !(isForAll && IsForAll(canvas)),
            };
        }
    }

    private static Refusal SwitchedOff =>
        Problems.RailDisabled.Because("Replays are switched off for the tenant (replay_mode).");

    private static ReplayRange RangeOf(HistoryRange range, ReplayMode mode, ReplaySelection? selection) => new()
    {
        CanvasId = range.Canvas.Id,
        Epoch = range.Epoch,
        From = range.From,
        To = range.To,
        FromAt = range.FromAt,
        ToAt = range.ToAt,
        Mode = mode,
        Selection = selection,
    };

    private bool IsForAll(DocumentKey canvas) => access.FlagsOf(canvas.Tenant).Visibility == Visibility.Public;

    /// <summary>Commits and gestures, each in order, go in by their times.</summary>
    /// <returns>Whether there were gestures.</returns>
    private async Task<bool> AddAllAsync(
        HistoryRange range, ReplayWriter writer, Func<ValueTask> flush, CancellationToken ct)
    {
        await using var made = gestures.ReadAsync(range.Canvas, range.FromAt, range.ToAt, ct).GetAsyncEnumerator(ct);
        var isLeft = await made.MoveNextAsync();
        var hasGestures = isLeft;
        await foreach (var commit in past.ReadAsync(range, ct))
        {
            var details = commit.ReadDetails();
            for (; isLeft && made.Current.At <= details.At; isLeft = await made.MoveNextAsync())
            {
                writer.Add(made.Current);
                await flush();
            }

            writer.Add(commit, details);
            await flush();
        }

        return hasGestures;
    }

    private static JsonElement Summarize(ReplayRange range, ReplaySummary summary) => JsonSerializer.SerializeToElement(
        new ReplayFacts(
            range.From.Number, range.To.Number, range.Mode == ReplayMode.Full ? "full" : "keyframe",
            range.Selection?.Actor, range.Selection?.RunId, summary.Entries, summary.DurationMs, summary.StateHash),
        WireJson.Default.ReplayFacts);
}

/// <summary>What lists tell of a replay.</summary>
internal sealed record ReplayFacts(
    long FromRev, long ToRev, string Mode, string? Actor, string? RunId, int Entries, long DurationMs,
    string StateHash);
