using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Easel.Tests.Faults;
using Easel.Tests.Server;
using Microsoft.AspNetCore.Builder;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Hostile;

/// <summary>
/// Inputs that are nearly right, in great number: none is answered with a fault of the server, and nothing changes but
/// what was answered as accepted. <c>./test --malformed</c> runs a million.
/// </summary>
public class MalformedFuzzTests
{
    private const int Workers = 8;

    // Refused by the parser of HTTP, which has no body to say why.
    private const string NoPath = "no HTTP";

    private static readonly string[] Reads =
        ["/canvas/c/commits?after=", "/canvas/c/commits?limit=", "/canvas/c/snapshot?rev=", "/canvas/c/snapshot?at=",
            "/canvas/c/replay?after_event_id=", "/canvas?cursor=", "/canvas?project_id=", "/canvas/", "/canvas/c/commands/"];

    private static int Inputs => FaultTests.Count("EASEL_MALFORMED", 20_000);

    private static int Seed => FaultTests.Count("EASEL_MALFORMED_SEED", 7);

    [Fact]
    public async Task GE1_Inputs_that_are_nearly_right_do_no_harm()
    {
        await using var app = await StartAsync(adjust: Generous);
        await app.CommandAsync("c", 0, Add("a", "{\"text\":\"hello\"}"));
        var hash = (await app.GetAsync("/canvas/c/snapshot")).Hash;
        var answers = new ConcurrentDictionary<string, int>();
        var wrong = new ConcurrentQueue<string>();

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker =>
            Task.Run(() => SendAllAsync(app, Seed * 1_000 + worker, Inputs / Workers, answers, wrong))));

        var told = string.Join(", ", answers.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{answers.Values.Sum()} inputs of seed {Seed}: {told}");
        Assert.Empty(wrong);
        Assert.True(answers.Count(one => one.Value > 0) >= 8, told); // Otherwise it has tried too little.
        var after = await app.GetAsync("/canvas/c/snapshot");
        Assert.Equal(1 + answers.GetValueOrDefault("committed"), after.Rev);
        if (after.Rev == 1) Assert.Equal(hash, after.Hash);
        var admin = Token("root", "t_system", "admin");
        var lines = (await app.GetAsync("/verify", admin)).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Contains("\"ok\":true", line));
        Assert.Equal(1 + answers.GetValueOrDefault("created"), await CanvasesAsync(app));
    }

    [Fact]
    public async Task GE1_Messages_that_are_nearly_right_do_no_harm()
    {
        await using var app = await StartAsync(adjust: Generous);
        var mutator = new Mutator(Seed);
        for (var sent = 0; sent < Inputs / 20; sent += 200)
        {
            await using var socket = await SocketClient.OpenAsync(app, "?canvas_id=c", Token("mallory"));
            for (var i = 0; i < 200 && socket.Socket.State == WebSocketState.Open; i++)
            {
                var text = mutator.Next();
                byte[] message = mutator.Pick((int[])[0, 1, 2]) switch
                {
                    0 => text,
                    1 => [.. "{\"type\":\"command\",\"id\":\"c\",\"command\":"u8, .. text, (byte)'}'],
                    _ => [.. "{\"type\":\"presence\",\"data\":"u8, .. text, (byte)'}'],
                };
                if (System.Text.Unicode.Utf8.IsValid(message)) await socket.SendAsync(message);
            }

            await socket.SendAsync("{\"type\":\"ping\"}");
            string? answer;
            do
            {
                answer = await socket.ReadTextAsync();
                Assert.DoesNotContain("INTERNAL", answer ?? "");
                Assert.DoesNotContain("OUTCOME_UNKNOWN", answer ?? "");
            }
            while (answer is not null && answer != "{\"type\":\"pong\"}");
            Assert.Equal("{\"type\":\"pong\"}", answer);
        }
    }

    private static async Task SendAllAsync(
        EaselApp app, int seed, int times, ConcurrentDictionary<string, int> answers, ConcurrentQueue<string> wrong)
    {
        var mutator = new Mutator(seed);
        var token = Token("mallory");
        var commands = new JsonRoute(HttpMethod.Post, "/canvas/c/commands");
        JsonRoute[] routes = [.. JsonRoute.AllOf(app), .. Enumerable.Repeat(commands, 12)];
        for (var n = 0; n < times && wrong.IsEmpty; n++)
        {
            var input = mutator.Next();
            var isRead = mutator.Pick((int[])[0, 0, 0, 0, 0, 0, 0, 1]) == 1;
            var route = isRead
                ? new JsonRoute(HttpMethod.Get, mutator.Pick(Reads) + Escaped(input))
                : mutator.Pick(routes);
            var content = isRead ? null : JsonContent(input);
            var reply = await app.SendAsync(route.Method, route.Path, content, token);
            var answer = Name(reply, route.Path);
            answers.AddOrUpdate(answer, 1, static (_, count) => count + 1);
            if (route.IsMaps && reply.Status is 404 or 422) continue;
            if (reply.Status < 500 && (answer == NoPath || reply.Status < 400 || reply.Type == "application/problem+json"))
                continue;
            wrong.Enqueue($"seed {seed}, input {n}, {route}, {Convert.ToHexString(input)}: {reply.Status} {reply.Text}");
        }
    }

    private static string Escaped(byte[] input) =>
        Uri.EscapeDataString(Encoding.Latin1.GetString(input.AsSpan(..Math.Min(60, input.Length))));

    /// <summary>What became of it; what was accepted is told apart by what it changed.</summary>
    private static string Name(Reply reply, string path)
    {
        if (reply is { Status: 400, Text: "" }) return NoPath;
        if (path.Contains("/ipc/", StringComparison.Ordinal)) return $"map {reply.Status}";
        if (reply.Status >= 400) return reply.Type is null ? $"{reply.Status}" : reply.Code!;
        if (reply.Status == 201) return path.EndsWith("/canvas", StringComparison.Ordinal) ? "created" : "201";
        var isCommand = path.Contains("/canvas/c/", StringComparison.Ordinal)
            && reply.Text.StartsWith("{\"success\"", StringComparison.Ordinal);
        var isNew = isCommand && !reply.Text.Contains("\"dry_run\":true", StringComparison.Ordinal)
            && !reply.Text.Contains("\"replayed\":true", StringComparison.Ordinal);
        return isNew ? "committed" : "200";
    }

    private static async Task<int> CanvasesAsync(EaselApp app)
    {
        var (count, cursor) = (0, "");
        do
        {
            var page = (await app.GetAsync($"/canvas?limit=1000{cursor}")).Json;
            count += page.GetProperty("canvases").GetArrayLength();
            var next = page.TryGetProperty("next", out var one) ? one.GetString() : null;
            cursor = next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}";
        }
        while (cursor.Length > 0);
        return count;
    }

    /// <summary>Full places are no fault, but would hide one.</summary>
    private static void Generous(WebApplicationBuilder builder)
    {
        builder.Configuration["Tickets:LifeSeconds"] = "1";
        builder.Configuration["Tickets:WaitingMax"] = "1000000";
        builder.Configuration["Tickets:WaitingPerActorMax"] = "10000";
        builder.Configuration["Replays:BuildsMax"] = "100";
        builder.Configuration["Replays:AllBuildsMax"] = "1000";
    }
}
