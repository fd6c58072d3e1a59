using System.Globalization;
using Easel.Client;
using Easel.Documents.Canvases;

namespace Easel.Fleet;

/// <summary>One client of several: random edits from a seed, offline spells, undo, and a flush.</summary>
internal sealed class Member(Uri url, string token, string canvasId, int seed, string? folder)
{
    private static readonly TimeSpan FlushMax = TimeSpan.FromMinutes(2);

    private readonly Random random = new(seed);
    private int edits, rebased, dropped, undone;

    /// <returns>One line of JSON.</returns>
    public async Task<string> RunAsync(int count)
    {
        using var cable = new Cable();
        using var http = new HttpClient(cable) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new EaselClient(Options(), http);
        var store = folder is null ? null : FilePendingStore.Open(folder, $"{canvasId}-{seed}");
        await using var session = await client.OpenAsync(canvasId, store);
        var listening = ListenAsync(session);
        for (var i = 0; i < count; i++) await StepAsync(session, cable, i);
        cable.Mend();
        session.Resume();
        await session.FlushAsync().WaitAsync(FlushMax);
        var (rev, hash) = (session.Rev, CanvasJson.Hash(session.View));
        await session.DisposeAsync();
        await listening;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"rev":{{rev}},"hash":"{{hash}}","edits":{{edits}},""")
            + string.Create(CultureInfo.InvariantCulture, $"\"conflicts\":{cable.Conflicts},\"rebased\":{rebased},")
            + string.Create(CultureInfo.InvariantCulture, $"\"dropped\":{dropped},\"undone\":{undone}}}");
    }

    private async Task StepAsync(CanvasSession session, Cable cable, int step)
    {
        if (random.Next(20) == 0) cable.Cut();
        else if (random.Next(8) == 0) cable.Mend();
        if (random.Next(15) == 0 && !cable.IsCut)
        {
            if (await session.UndoAsync().WaitAsync(FlushMax) is HistoryResult.Done) undone++;
            return;
        }

        var op = new RandomEdit(random, $"n{seed}-{step}").Make(session.View);
        var merge = op is CanvasOp.InsertText text ? text.AtomId : null;
        if (session.Edit([op], intent: null, merge) is EditResult.Accepted) edits++;
        await Task.Delay(random.Next(12)); // Others get their turn.
    }

    private async Task ListenAsync(CanvasSession session)
    {
        await foreach (var one in session.Events)
        {
            if (one is CanvasEvent.Dropped lost) dropped += lost.Ops.Length;
            if (one is CanvasEvent.Committed { IsMine: true, Commit.RebasedFrom: not null }) rebased++;
        }
    }

    private EaselClientOptions Options() => new()
    {
        BaseAddress = url,
        Token = EaselClientOptions.Fixed(token),
        ActorId = $"net-{seed}",
        BackoffMin = TimeSpan.FromMilliseconds(50),
        BackoffMax = TimeSpan.FromSeconds(1),
        RetryAfterMax = TimeSpan.FromSeconds(1),
    };
}
