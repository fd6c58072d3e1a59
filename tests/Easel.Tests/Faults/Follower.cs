namespace Easel.Tests.Faults;

/// <summary>Follows the stream of one canvas and keeps the revisions as they come.</summary>
internal sealed class Follower : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly FaultClient client;
    private readonly string canvas;
    private long last;

    private Follower(FaultClient client, string canvas, long after) =>
        (this.client, this.canvas, last) = (client, canvas, after);

    /// <summary>
    /// The newest revision that came; those before came too, each once, or <see cref="Fault"/> says so.
    /// </summary>
    public long Last => Interlocked.Read(ref last);

    public string? Fault { get; private set; }

    /// <summary>Ends when the stream does.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Opens a stream after a revision.</summary>
    public static async Task<Follower> OpenAsync(FaultClient client, string canvas, long after)
    {
        var follower = new Follower(client, canvas, after);
        var path = $"/sse/canvas/{canvas}?after={after}";
        var answer = await client.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, follower.stop.Token);
        Assert.Equal(200, (int)answer.StatusCode);
        follower.Ended = Task.Run(() => follower.ReadAsync(answer));
        return follower;
    }

    /// <summary>Waits until it has come to a revision.</summary>
    public async Task<bool> ReachesAsync(long revision, TimeSpan within)
    {
        var until = DateTime.UtcNow + within;
        while (Last < revision && DateTime.UtcNow < until) await Task.Delay(10);
        return Last >= revision;
    }

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            try
            {
                using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token));
                while (await lines.ReadLineAsync(stop.Token) is { } line) Take(line);
            }
            catch (Exception end) when (end is IOException or HttpRequestException or OperationCanceledException)
            {
                // Streams are cut off when the server ends (SPEC HO).
            }
        }
    }

    private void Take(string line)
    {
        if (line.StartsWith("event: reset", StringComparison.Ordinal)) Fault ??= $"{canvas}: a reset after r{Last}";
        if (!line.StartsWith("id: ", StringComparison.Ordinal)) return;
        var revision = long.Parse(line.AsSpan(4));
        if (revision != Last + 1) Fault ??= $"{canvas}: r{revision} came after r{Last}";
        Interlocked.Exchange(ref last, revision);
    }
}
