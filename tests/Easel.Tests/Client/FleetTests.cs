using System.Diagnostics;
using System.Text.Json;
using static Easel.Tests.Faults.ServerProcess;

namespace Easel.Tests.Client;

/// <summary>
/// Both clients as processes of their own on one canvas of a real server: random edits, lost networks, undo. The other
/// half of the convergence fuzz: there everything can be replayed, here everything is real.
/// </summary>
public class FleetTests
{
    private const int MembersOfAKind = 2;
    private const int Steps = 150;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task OP7_A_mixed_fleet_of_NET_and_TypeScript_clients_converges()
    {
        var script = Path.Combine(RepositoryRoot.Path, "web/client/fuzz/dist/fuzz/fleet-member.js");
        if (!File.Exists(script)) Assert.Skip("The TypeScript client is not built: npm run build in web/.");
        var folder = Directory.CreateTempSubdirectory("easel-fleet-").FullName;
        await using var server = await StartAsync(folder);
        using var http = new HttpClient { BaseAddress = server.Url };

        var members = Enumerable.Range(0, MembersOfAKind).SelectMany(n => new[]
        {
            RunAsync(Fleet(), $"{server.Url}", Token(folder, $"net{n}"), "shared", $"{n}", $"{Steps}"),
            RunAsync("node", script, "--url", $"{server.Url}", "--token", Token(folder, $"ts{n}"), "--canvas", "shared",
                "--seed", $"{n}", "--count", $"{Steps}"),
        });
        var results = await Task.WhenAll(members);

        http.DefaultRequestHeaders.Authorization = new("Bearer", Token(folder, "reader"));
        foreach (var member in results)
        {
            var rev = member.GetProperty("rev").GetInt64();
            using var snapshot = JsonDocument.Parse(await http.GetStringAsync($"/canvas/shared/snapshot?rev={rev}"));
            Assert.Equal(snapshot.RootElement.GetProperty("state_hash").GetString(), member.GetProperty("hash").GetString());
        }

        Assert.All(results, member => Assert.True(member.GetProperty("edits").GetInt32() > Steps / 2, $"{member}"));
        Assert.All(new[] { "rebased", "undone" }, count =>
            Assert.True(results.Sum(member => member.GetProperty(count).GetInt32()) > 0, $"none {count}"));
    }

    private static string Fleet() => Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "../../Easel.Fleet/release/easel-fleet"));

    internal static async Task<JsonElement> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await error}");
        return JsonDocument.Parse((await output).Trim().Split('\n')[^1]).RootElement;
    }
}
