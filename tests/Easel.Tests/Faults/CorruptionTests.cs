using System.Collections.Concurrent;
using System.Text.Json;
using Easel.Server;
using Easel.Server.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Faults;

/// <summary>
/// The database file of a closed folder is damaged at a random place (RELIABILITY T23, SPEC GE6). Whatever is then
/// served is right; what is not served is refused, and nothing is ever taken for new or empty.
/// </summary>
[Collection(FaultTests.Name)]
public class CorruptionTests(ITestOutputHelper output)
{
    private const int Canvases = 8;
    private const int Commits = 90;

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Sqlite:TailCommits"] = "200",
        ["Sqlite:ShelfStepBytes"] = "8192",
        ["Documents:SnapshotTailMin"] = "4096",
    };

    private readonly ConcurrentDictionary<string, int> counts = new();

    [Fact]
    public async Task T23_A_damaged_file_is_refused_or_harmless()
    {
        var seeds = FaultTests.Count("EASEL_CORRUPTIONS", 40);
        using var folder = FaultFolder.Create();
        var expected = await WriteAsync(folder.Path);
        Assert.False(File.Exists(Path.Combine(folder.Path, "easel.db-wal")), "a closed folder is all in one file");
        var faults = new List<string>();
        for (var seed = 0; seed < seeds; seed++)
        {
            using var copy = FaultFolder.CopyOf(folder.Path);
            var damage = Damage(Path.Combine(copy.Path, "easel.db"), new Random(seed));
            try
            {
                faults.AddRange((await CheckAsync(copy.Path, expected)).Select(one => $"seed {seed}, {damage}: {one}"));
            }
            catch (RefusedToStartException refused)
            {
                counts.AddOrUpdate("refused to start", 1, (_, count) => count + 1);
                var sentence = refused.Message;
                if (sentence.Contains('\n')) faults.Add($"seed {seed}, {damage}: not a sentence: {sentence}");
            }
        }

        output.WriteLine(string.Join(", ", counts.Select(one => $"{one.Value} {one.Key}")));
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Take(40))}");
    }

    /// <summary>Commits of all sizes, in the journal, in runs and in snapshots.</summary>
    private static async Task<Dictionary<string, StoredCanvas>> WriteAsync(string folder)
    {
        await using var server = await InProcess.StartAsync(folder, Settings);
        var random = new Random(23);
        var canvases = Enumerable.Range(0, Canvases).Select(n => $"c{n}").ToList();
        for (var rev = 0; rev < Commits; rev++)
        {
            foreach (var canvas in canvases)
            {
                var text = new string((char)('a' + random.Next(26)), random.Next(20) == 0 ? 6_000 : random.Next(200));
                var ops = $$"""[{"kind":"set_meta","key":"k{{rev % 9}}","value":"{{text}}"}]""";
                var sent = await server.Client.SendAsync(
                    new Attempt { Canvas = canvas, Key = $"{canvas}-{rev}", Ops = ops, Base = rev });
                Assert.Equal(Outcome.Acknowledged, sent.Outcome);
            }
        }

        var expected = new Dictionary<string, StoredCanvas>();
        foreach (var canvas in canvases) expected[canvas] = await StoredCanvas.ReadAsync(server.Client, canvas);
        return expected;
    }

    private static string Damage(string file, Random random)
    {
        var bytes = File.ReadAllBytes(file);
        var at = random.Next(bytes.Length);
        switch (random.Next(8))
        {
            case 0:
                File.WriteAllBytes(file, bytes[..at]);
                return $"cut at {at}";
            case 1:
                var page = at / 4_096 * 4_096;
                bytes.AsSpan(page, 4_096).Clear();
                File.WriteAllBytes(file, bytes);
                return $"page at {page} zeroed";
            default:
                bytes[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                return $"bit flipped at {at}";
        }
    }

    private async Task<List<string>> CheckAsync(string folder, Dictionary<string, StoredCanvas> expected)
    {
        var faults = new List<string>();
        await using var server = await InProcess.StartAsync(folder, Settings);
        var damaged = 0;
        foreach (var canvas in expected.Values)
        {
            var isDamaged = await CheckReadsAsync(server.Client, canvas, faults);
            isDamaged |= await CheckKeysAsync(server.Client, canvas, faults);
            isDamaged |= await CheckWritesAsync(server.Client, canvas, faults);
            if (isDamaged) damaged++;
        }

        var what = damaged == 0 ? "harmless" : damaged == Canvases ? "all canvases refused" : "one or some refused";
        counts.AddOrUpdate(what, 1, (_, count) => count + 1);
        return faults;
    }

    /// <returns>True if it is refused as damaged.</returns>
    private static async Task<bool> CheckReadsAsync(FaultClient client, StoredCanvas canvas, List<string> faults)
    {
        try
        {
            var now = await StoredCanvas.ReadAsync(client, canvas.Id);
            if ((now.SnapshotRev, now.SnapshotHash) != (canvas.SnapshotRev, canvas.SnapshotHash))
                faults.Add($"{canvas.Id} is shown at r{now.SnapshotRev} with another state");
            if (!now.Log.SequenceEqual(canvas.Log)) faults.Add($"{canvas.Id} shows another log of {now.Log.Count}");
            return false;
        }
        catch (UnreadableCanvasException refused)
        {
            AddUnlessDamaged(faults, $"{canvas.Id} read", refused.Status, refused.Body);
            return true;
        }
        catch (JsonException broken)
        {
            faults.Add($"{canvas.Id} is shown as what is not JSON: {broken.Message}");
            return false;
        }
    }

    private static async Task<bool> CheckKeysAsync(FaultClient client, StoredCanvas canvas, List<string> faults)
    {
        var isDamaged = false;
        foreach (var commit in canvas.Log.Where(commit => commit.Rev % 7 == 1))
        {
            var (status, body) = await client.GetAsync($"/canvas/{canvas.Id}/commands/{commit.Key}");
            if (status == 200 && body.Contains($"\"rev\":{commit.Rev},", StringComparison.Ordinal)) continue;
            isDamaged = true;
            AddUnlessDamaged(faults, $"{canvas.Id} look-up of {commit.Key}", status, body);
        }

        return isDamaged;
    }

    private static async Task<bool> CheckWritesAsync(FaultClient client, StoredCanvas canvas, List<string> faults)
    {
        // Only an empty canvas would take a command that was built on nothing.
        const string Ops = """[{"kind":"set_meta","key":"new","value":1}]""";
        var first = await client.SendAsync(new Attempt { Canvas = canvas.Id, Key = "new0", Ops = Ops, Base = 0 });
        if (first.Outcome != Outcome.Stale) AddUnlessDamaged(faults, $"{canvas.Id} on r0", first.Status, first.Body);
        var next = await client.SendAsync(
            new Attempt { Canvas = canvas.Id, Key = "new1", Ops = Ops, Base = canvas.Log.Count });
        if (next.Outcome == Outcome.Acknowledged && next.Rev == canvas.Log.Count + 1) return false;
        // Damage where every append has to write, such as the end of the journal: nothing is taken, and that is said.
        if (next.Status == 503 && next.Body.Contains("\"STORAGE_FAILED\"", StringComparison.Ordinal)) return true;
        AddUnlessDamaged(faults, $"{canvas.Id} on its head", next.Status, next.Body);
        return true;
    }

    private static void AddUnlessDamaged(List<string> faults, string what, int status, string body)
    {
        if (status == 503 && body.Contains("\"CANVAS_DAMAGED\"", StringComparison.Ordinal)) return;
        faults.Add($"{what} was answered {status}: {body[..Math.Min(200, body.Length)]}");
    }

    /// <summary>The server in this process: forty starts of one would take most of the time.</summary>
    private sealed class InProcess : IAsyncDisposable
    {
        private readonly WebApplication app;

        private InProcess(WebApplication app, FaultClient client) => (this.app, Client) = (app, client);

        public FaultClient Client { get; }

        public static async Task<InProcess> StartAsync(string folder, Dictionary<string, string?> configuration)
        {
            WebApplication? app = null;
            try
            {
                var settings = new ServerSettings
                {
                    Urls = "http://127.0.0.1:0",
                    Data = folder,
                    Key = SigningKey.Read(folder, mayCreate: true)!,
                };
                app = EaselServer.Create(settings, builder =>
                {
                    builder.Configuration.AddInMemoryCollection(configuration);
                    builder.Logging.ClearProviders();
                });
                await app.StartAsync();
                return new InProcess(app, new FaultClient(new Uri(app.Urls.First()), ServerProcess.Token(folder)));
            }
            catch (Exception refused) when (refused is not OutOfMemoryException)
            {
                if (app is not null) await app.DisposeAsync();
                throw new RefusedToStartException(refused);
            }
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await app.DisposeAsync();
        }
    }

    private sealed class RefusedToStartException(Exception cause) : Exception(cause.Message, cause);
}
