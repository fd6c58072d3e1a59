using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Events;

/// <summary>
/// Makes a checkpoint every minute, and sooner when much was committed (SPEC TF4). It follows the order of each tenant
/// from where the last one ended, so its cost is that of what changed.
/// </summary>
internal sealed class Checkpoints(
    IDocumentStore store, CommitFeed feed, IOptions<EventOptions> options, ServerSettings settings, TimeProvider clock,
    ILogger<Checkpoints> log) : BackgroundService
{
    private const int StretchEntries = 1_000;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1, 1);
    private CheckpointFile? file;
    private CheckpointKey? key;

    private string Folder => options.Value.CheckpointFolder ?? settings.Data;

    /// <summary>Makes checkpoints of all that was committed since the last one; none if nothing was.</summary>
    public async Task MakeAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            while (true)
            {
                await OpenAsync();
                if (await CollectAsync(ct) is not { } checkpoint) break;
                file!.Append(checkpoint, key!);
                if (file.Added >= options.Value.CheckpointFileBytes) PutAway();
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            key = OpenKey();
            await OpenAsync();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            log.CheckpointNotMade(failure);
        }

        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryMakeAsync(cancellationToken);
    }

    public override void Dispose()
    {
        file?.Dispose();
        key?.Dispose();
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (last, seen) = (clock.GetTimestamp(), feed.Hints);
        using var timer = new PeriodicTimer(LookPeriod, clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var isTime = clock.GetElapsedTime(last) >= TimeSpan.FromSeconds(options.Value.CheckpointSeconds);
            // A second in which nothing was committed costs nothing. A hint may be lost, so the minute does not ask it.
            var hints = feed.Hints;
            if (!isTime && hints == seen) continue;
            seen = hints;
            if (!isTime && await CountNewAsync(CancellationToken.None) < options.Value.CheckpointCommits) continue;
            await TryMakeAsync(CancellationToken.None);
            last = clock.GetTimestamp();
        }
    }

    /// <summary>A checkpoint that cannot be made is made with the next one; commits do not wait for it.</summary>
    private async Task TryMakeAsync(CancellationToken ct)
    {
        try
        {
            await MakeAsync(ct);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            log.CheckpointNotMade(failure);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the next start makes it.
        }
    }

    private static bool IsExpected(Exception failure) => failure is IOException or UnauthorizedAccessException
        or StorageUnavailableException or FormatException or System.Security.Cryptography.CryptographicException;

    private CheckpointKey OpenKey()
    {
        try
        {
            return CheckpointKey.OpenOrMake(settings.Data);
        }
        catch (FormatException damaged)
        {
            // Who starts the server is there to put it right. Without the key, nothing would be signed any more.
            throw new OptionsValidationException(EventOptions.Section, typeof(EventOptions), [damaged.Message]);
        }
    }

    private async ValueTask OpenAsync()
    {
        if (file is not null) return;
        key ??= OpenKey();
        file = await CheckpointFile.OpenAsync(Folder, key, clock.GetUtcNow());
        if (file.Finding is { } finding) log.CheckpointsDoubtful(finding);
    }

    /// <summary>The next file begins when this one is wanted again; also after a crash in between.</summary>
    private void PutAway()
    {
        file!.Dispose();
        file = null;
        CheckpointFiles.PutAway(Path.Combine(Folder, CheckpointFiles.Name));
    }

    private async ValueTask<long> CountNewAsync(CancellationToken ct)
    {
        if (file is null) return 0;
        try
        {
            return (await store.ListFeedsAsync(ct)).Sum(one => Math.Max(0, one.Seq - Last(one.Tenant)));
        }
        catch (StorageUnavailableException)
        {
            return 0;
        }
    }

    private long Last(string tenant) => file!.Chain.Feeds.GetValueOrDefault(tenant);

    private async ValueTask<Checkpoint?> CollectAsync(CancellationToken ct)
    {
        var heads = new Dictionary<DocumentKey, Revision>();
        var feeds = new List<FeedHead>();
        foreach (var one in await store.ListFeedsAsync(ct))
        {
            var last = Last(one.Tenant);
            if (one.Seq < last) log.CommitsMissing(one.Tenant, last, one.Seq);
            if (one.Seq <= last || heads.Count >= options.Value.CheckpointHeadsMax) continue;
            feeds.Add(new FeedHead(one.Tenant, await FollowAsync(one, last, heads, ct)));
        }

        if (feeds.Count == 0) return null;
        var read = new List<DocumentHead>(heads.Count);
        foreach (var (document, revision) in heads) read.Add(await ReadHeadAsync(document, revision, ct));
        return new Checkpoint(file!.Chain.Seq + 1, clock.GetUtcNow(), file.Chain.Hash, read, feeds);
    }

    /// <returns>How far the heads reach.</returns>
    private async ValueTask<long> FollowAsync(
        FeedHead upTo, long after, Dictionary<DocumentKey, Revision> heads, CancellationToken ct)
    {
        while (after < upTo.Seq && heads.Count < options.Value.CheckpointHeadsMax)
        {
            var limit = (int)Math.Min(StretchEntries, upTo.Seq - after);
            var stretch = await store.ReadFeedAsync(upTo.Tenant, after, limit, ct);
            if (stretch.Count == 0) throw new StorageUnavailableException($"{upTo.Tenant} has nothing after {after}");
            foreach (var entry in stretch) heads[entry.Document] = entry.Revision;
            after = stretch[^1].Seq;
        }

        return after;
    }

    private async ValueTask<DocumentHead> ReadHeadAsync(DocumentKey document, Revision revision, CancellationToken ct)
    {
        try
        {
            var page = await store.ReadAfterAsync(document, new Revision(revision.Number - 1), bytesMax: 0, ct);
            return new DocumentHead(document, revision, page is [var commit, ..] ? commit.Hash : null);
        }
        catch (DocumentDamagedException)
        {
            return new DocumentHead(document, revision, null);
        }
    }
}
