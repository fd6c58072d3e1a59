using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Easel.Server.Auth;
using Easel.Tests.Contracts;

namespace Easel.Tests.Faults;

/// <summary>SIGKILL in the middle of an erasure: it was not begun, or the next start finishes it (SPEC TF5).</summary>
[Collection(FaultTests.Name)]
public class ErasureKillTests(ITestOutputHelper output)
{
    private const int CommitsPerRound = 60;

    private int begun;

    [Fact]
    public async Task TF5_An_erasure_that_is_killed_was_not_begun_or_is_finished_by_the_next_start()
    {
        var rounds = FaultTests.Count("EASEL_KILL_ROUNDS", 5);
        var seed = FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff);
        var random = new Random(seed);
        using var folder = FaultFolder.Create();
        for (var round = 1; round <= rounds; round++)
        {
            var where = $"seed {seed}, round {round}";
            var (head, others) = await KillAsync(folder.Path, round, random.Next(0, 60));
            await RecoverAsync(folder.Path, head, others, where);
        }

        output.WriteLine($"{rounds} kills, {begun} of them after the floor was durable");
    }

    /// <summary>Kills the server while it erases one canvas and commits to another.</summary>
    private static async Task<(long Head, long Others)> KillAsync(string folder, int round, int afterMs)
    {
        await using var server = await ServerProcess.StartAsync(
            folder, ("EASEL__Sqlite__TailCommits", round % 2 == 0 ? "16" : "2048"));
        using var http = Client(server, "t_northstar", "owner");
        var head = (round - 1L) * CommitsPerRound;
        for (var n = 0; n < CommitsPerRound; n++, head++) await CommitAsync(http, "c", head, ErasureWords.Secret);
        var others = await HeadAsync(http, "other");
        var writing = Task.Run(async () =>
        {
            while (await CommitAsync(http, "other", others, "stays") == 200) others++;
        });
        var erasing = EraseAsync(http, head);
        await Task.Delay(afterMs);
        await server.KillAsync();
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)erasing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (head, others);
    }

    private async Task RecoverAsync(string folder, long head, long others, string where)
    {
        await using var server = await ServerProcess.StartAsync(folder);
        using var http = Client(server, "t_northstar", "owner");
        Assert.Equal((where, head), (where, await HeadAsync(http, "c")));
        Assert.True(await HeadAsync(http, "other") >= others, $"{where}: acknowledged commits are lost");
        var newest = JsonElement.Parse(await http.GetStringAsync($"/canvas/c/commits?after={head - 1}"));
        if (newest.GetProperty("commits")[0].TryGetProperty("erased", out _))
        {
            begun++;
            await GoneAsync(folder, where);
        }

        await VerifyAsync(server, where);
        Assert.Equal(200, await EraseAsync(http, head));
        Assert.Equal((where, 0), (where, ErasureWords.CountIn(folder, ErasureWords.Secret)));
        await VerifyAsync(server, where);
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((where, 0), (where, ErasureWords.CountIn(folder, ErasureWords.Secret)));
    }

    /// <summary>Nobody asked again: the start itself goes on with it.</summary>
    private static async Task GoneAsync(string folder, string where)
    {
        for (var tries = 0; ErasureWords.CountIn(folder, ErasureWords.Secret) > 0; tries++, await Task.Delay(50))
            Assert.True(tries < 600, $"{where}: the erasure is not finished");
    }

    private static async Task VerifyAsync(ServerProcess server, string where)
    {
        using var http = Client(server, "t_system", "admin");
        foreach (var path in (string[])["/verify", "/verify/events"])
        {
            foreach (var line in (await http.GetStringAsync(path)).TrimEnd().Split('\n'))
                Assert.True(JsonElement.Parse(line).GetProperty("ok").GetBoolean(), $"{where}: {line}");
        }
    }

    private static HttpClient Client(ServerProcess server, string tenant, string role)
    {
        var key = File.ReadAllBytes(Path.Combine(server.Folder, "token.key"));
        var http = new HttpClient { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", TokenMinter.Mint(new TokenGrant("olga", tenant, role), key, DateTimeOffset.UtcNow));
        return http;
    }

    private static async Task<long> HeadAsync(HttpClient http, string canvas)
    {
        using var answer = await http.GetAsync($"/canvas/{canvas}");
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("head_rev").GetInt64()
            : 0;
    }

    /// <summary>Says something and takes it back with the next commit.</summary>
    private static async Task<int> CommitAsync(HttpClient http, string canvas, long head, string text)
    {
        var value = $"{text} {new string('x', 500)}";
        var op = head % 2 == 0 ? $"\"value\":\"{value}\"" : "\"unset\":true";
        return await PostAsync(http, $"/canvas/{canvas}/commands", $$"""
            {"base_rev":{{head}},"ops":[{"kind":"set_meta","key":"note",{{op}}}],"actor_id":"olga"}
            """);
    }

    private static Task<int> EraseAsync(HttpClient http, long upTo) =>
        PostAsync(http, "/canvas/c/erase", $$"""{"up_to_rev":{{upTo}},"reason":"a test"}""");

    private static async Task<int> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        return (int)answer.StatusCode;
    }
}
