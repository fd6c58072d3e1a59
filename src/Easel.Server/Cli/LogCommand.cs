using System.CommandLine;
using System.Text.Json;

namespace Easel.Server.Cli;

/// <summary><c>easel log</c> (SPEC CL3).</summary>
internal static class LogCommand
{
    private const int LimitDefault = 50;
    private const int PageMax = 1_000;

    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(1);

    private static readonly Argument<string> Canvas = Choices.Canvas();

    private static readonly Option<long?> After =
        Choices.Revision("--after", "Only commits after this revision. Default: the newest ones.");

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "At most this many commits.",
        HelpName = "N",
        DefaultValueFactory = _ => LimitDefault,
    };

    private static readonly Option<bool> Follow = new("--follow", "-f")
    {
        Description = "Goes on with what is committed from now on.",
    };

    public static Command Create()
    {
        Limit.Validators.Add(result => Choices.Check(
            result, text => int.TryParse(text, out var limit) && limit >= 0, "is not a number of commits"));
        var command = new Command("log", "Shows what was done to a canvas, one line for each commit.")
        {
            Canvas, After, Limit, Follow, Choices.Json, Choices.Tenant, Choices.Env, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel log plan
              easel log plan --after 0 --limit 10
              easel log plan --follow
              easel log plan --after 0 --limit 1000000 --json > plan.ndjson

            A line has revision, time (UTC), actor, what was done, and the correlation id. With --json it is the commit
            itself.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        await using var server = await Connection.OpenAsync(line, "viewer", ct);
        var (canvas, limit) = (line.GetRequiredValue(Canvas), line.GetValue(Limit));
        var head = JsonElement.Parse(await server.GetCanvasAsync(canvas, "", ct)).GetProperty("head_rev").GetInt64();
        var after = line.GetValue(After) ?? Math.Max(0, head - limit);
        Action<JsonElement> write = line.GetValue(Choices.Json)
            ? commit => Console.Out.WriteLine(commit.GetRawText())
            : commit => Console.Out.WriteLine(CommitWords.Of(commit));
        var last = await ListAsync(server, canvas, after, limit, write, ct);
        if (line.GetValue(Follow)) await FollowAsync(server, canvas, last, write, ct);
        return 0;
    }

    /// <returns>The revision of the last commit that was written.</returns>
    private static async Task<long> ListAsync(
        Connection server, string canvas, long after, int limit, Action<JsonElement> write, CancellationToken ct)
    {
        for (long? next = after; next is not null && limit > 0;)
        {
            var path = $"/commits?after={next}&limit={Math.Min(limit, PageMax)}";
            var page = JsonElement.Parse(await server.GetCanvasAsync(canvas, path, ct));
            foreach (var commit in page.GetProperty("commits").EnumerateArray())
            {
                write(commit);
                (after, limit) = (commit.GetProperty("rev").GetInt64(), limit - 1);
            }

            next = page.GetProperty("next") is { ValueKind: JsonValueKind.Number } rev ? rev.GetInt64() : null;
        }

        return after;
    }

    private static async Task FollowAsync(
        Connection server, string canvas, long after, Action<JsonElement> write, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await foreach (var text in server.ReadLinesAsync($"/sse/canvas/{canvas}?after={after}", ct))
                {
                    if (!text.StartsWith("data: {\"type\":\"op_committed\"", StringComparison.Ordinal)) continue;
                    var commit = JsonElement.Parse(text["data: ".Length..]);
                    write(commit);
                    after = commit.GetProperty("rev").GetInt64();
                }
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                // A server that stops cuts its streams off. It may be back soon, and nothing is missed till then.
            }
            catch (OperationCanceledException)
            {
                return; // The one way in which following ends.
            }

            await Task.Delay(ReconnectAfter, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
