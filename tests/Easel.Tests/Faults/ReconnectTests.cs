using System.Diagnostics;
using System.Text;

namespace Easel.Tests.Faults;

/// <summary>
/// Many readers on a bad network, and a server that is killed under them: each gets every revision exactly once, in
/// order (SPEC ST2). EASEL_RECONNECT_READERS, _TIMES (a reader, on average), _KILLS and _RATE make it longer.
/// </summary>
[Collection(FaultTests.Name)]
public class ReconnectTests(ITestOutputHelper output)
{
    private const string Canvas = "c";

    // Heartbeats come every second here, so that a dead network is found out soon.
    private static readonly (string, string)[] Settings = [("EASEL__Streams__Heartbeat", "00:00:01")];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly int readerCount = FaultTests.Count("EASEL_RECONNECT_READERS", 60);
    private readonly int times = FaultTests.Count("EASEL_RECONNECT_TIMES", 10);
    private readonly int kills = FaultTests.Count("EASEL_RECONNECT_KILLS", 2);
    private readonly int rate = FaultTests.Count("EASEL_RECONNECT_RATE", 200);
    private readonly int seed = FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff);
    private long newest;

    [Fact]
    public async Task ST2_Readers_on_a_bad_network_get_every_revision_once_and_in_order()
    {
        output.WriteLine($"seed {seed}");
        using var folder = FaultFolder.Create();
        using var proxy = new FaultProxy(number => FaultOf(new Random(seed + number)));
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue })
        {
            BaseAddress = proxy.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var server = await ServerProcess.StartAsync(folder.Path, Settings);
        proxy.Target = server.Url;
        var token = ServerProcess.Token(folder.Path);
        var readers = Enumerable.Range(0, readerCount)
            .Select(n => new ReconnectReader(http, Canvas, seed + n, Patience)).ToList();
        var head = long.MaxValue;
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(15));
        var reading = readers.Select(one => Task.Run(
            () => one.RunAsync(token, reader => reader.Last >= Volatile.Read(ref head), stop.Token))).ToList();

        var killed = 0;
        while (true)
        {
            using (var writing = new CancellationTokenSource())
            {
                var writer = WriteAsync(server, writing.Token);
                await WaitForAsync(readers, readerCount * (times + 1) * (killed + 1) / (kills + 1));
                if (killed < kills) await server.KillAsync();
                await writing.CancelAsync();
                await writer;
            }

            if (killed++ >= kills) break;
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(folder.Path, Settings);
            proxy.Target = server.Url;
        }

        await CompareAsync(server, readers, revision => Volatile.Write(ref head, revision), Task.WhenAll(reading));
        await server.DisposeAsync();
        var connections = readers.Sum(one => one.Connections);
        output.WriteLine($"{readerCount} readers, {connections} connections, {kills} kills, head {head}");
    }

    [Theory]
    [InlineData("a gap", 1, 3)]
    [InlineData("a double", 1, 1)]
    [InlineData("another order", 2, 1)]
    public void A_reader_notices(string what, params int[] revisions)
    {
        using var http = new HttpClient();
        var reader = new ReconnectReader(http, Canvas, 0, Patience);
        foreach (var revision in revisions)
        {
            reader.Take(Encoding.UTF8.GetBytes($"id: {revision}"));
            reader.Take(Encoding.UTF8.GetBytes($"data: {{\"type\":\"op_committed\",\"rev\":{revision},\"x\":1}}"));
        }

        Assert.True(reader.Fault is not null, what);
    }

    private static NetworkFault FaultOf(Random random) => new()
    {
        After = random.Next(200, 30_000),
        End = random.Next(20) switch
        {
            0 => NetworkEnd.BlackHole,
            1 => NetworkEnd.HalfOpen,
            < 10 => NetworkEnd.Reset,
            _ => NetworkEnd.Close,
        },
        Delay = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(20) : 0),
        Jitter = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(30) : 0),
        Rate = random.Next(8) == 0 ? 200_000 : 0,
        Piece = random.Next(3) == 0 ? random.Next(1, 50) * 20 : 16_384,
    };

    private static async Task WaitForAsync(List<ReconnectReader> readers, int connections)
    {
        var clock = Stopwatch.StartNew();
        while (readers.Sum(one => one.Connections) < connections && readers.TrueForAll(one => one.Fault is null))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(5), "readers do not come back");
            await Task.Delay(20);
        }
    }

    /// <summary>Commits texts of two- to four-byte characters at a steady rate until the server has gone.</summary>
    private async Task WriteAsync(ServerProcess server, CancellationToken stop)
    {
        using var client = server.Client();
        var (clock, sent, tag) = (Stopwatch.StartNew(), 0, Guid.NewGuid().ToString("n"));
        while (!stop.IsCancellationRequested)
        {
            var ops = $$$$"""
                [{"kind":"add","atom":{"id":"{{{{tag}}}}{{{{sent}}}}","type":"text",
                "properties":{"t":"žluťoučký €uro 🚀🛰 {{{{sent}}}}"}}},
                {"kind":"remove","atom_id":"{{{{tag}}}}{{{{sent}}}}"}]
                """;
            var attempt = await client.SendAsync(
                new Attempt { Canvas = Canvas, Key = $"{tag}-{sent}", Ops = ops, Base = newest, Rebase = true },
                CancellationToken.None);
            if (attempt.Outcome is Outcome.Unknown or Outcome.NotSent) return;
            newest = Math.Max(newest, attempt.Rev);
            sent++;
            var due = TimeSpan.FromSeconds((double)sent / rate) - clock.Elapsed;
            if (due > TimeSpan.Zero) await Task.Delay(due, CancellationToken.None);
        }
    }

    private static async Task CompareAsync(
        ServerProcess server, List<ReconnectReader> readers, Action<long> setHead, Task reading)
    {
        using var client = server.Client();
        var (_, body) = await client.GetAsync($"/canvas/{Canvas}");
        using var record = System.Text.Json.JsonDocument.Parse(body);
        var head = record.RootElement.GetProperty("head_rev").GetInt64();
        setHead(head);

        // One reader without faults: what the others must have seen too.
        var calm = new ReconnectReader(client.Http, Canvas, 0, Patience);
        await calm.RunAsync(ServerProcess.Token(server.Folder), one => one.Last >= head, CancellationToken.None);
        await reading;
        Assert.Equal((head, null), (calm.Last, calm.Fault));
        foreach (var reader in readers) Assert.Equal((head, null, calm.Hash), (reader.Last, reader.Fault, reader.Hash));
    }
}
