using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Easel.Tests.Faults;

namespace Easel.Tests.Hostile;

/// <summary>A server with limits as a process of its own, those who attack it, and one who works on it meanwhile.</summary>
internal sealed class Flood : IAsyncDisposable
{
    private readonly FaultFolder folder = FaultFolder.Create();
    private readonly List<TcpClient> attackers = [];
    private ServerProcess server = null!;
    private HttpClient admin = null!;
    private FaultClient worker = null!;
    private int commands;

    public static async Task<Flood> StartAsync(params (string Name, string Value)[] settings)
    {
        var flood = new Flood();
        flood.server = await ServerProcess.StartAsync(
            flood.folder.Path, [("EASEL__LIMITS", "default"), .. settings]);
        var line = flood.server.Output.Split('\n').Single(one => one.StartsWith("Admin: ", StringComparison.Ordinal));
        flood.admin = new HttpClient { BaseAddress = new Uri(line["Admin: ".Length..]) };
        flood.worker = flood.server.Client();
        await flood.WorkAsync(5);
        return flood;
    }

    /// <summary>Commits so many commands, each of which must be acknowledged.</summary>
    public async Task WorkAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var n = commands++;
            var attempt = await worker.SendAsync(new Attempt
            {
                Canvas = "c",
                Key = $"k{n}",
                Base = n,
                Ops = $$"""[{"kind":"set_meta","key":"title","value":"{{n}}"}]""",
            });
            Assert.Equal(Outcome.Acknowledged, attempt.Outcome);
        }
    }

    /// <summary>Opens connections that each send the same and nothing more.</summary>
    public async Task AttackAsync(int count, string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var i = 0; i < count; i++)
        {
            var one = new TcpClient();
            attackers.Add(one);
            try
            {
                await one.ConnectAsync(server.Url.Host, server.Url.Port);
                if (bytes.Length > 0) await one.GetStream().WriteAsync(bytes);
            }
            catch (Exception closed) when (closed is SocketException or IOException)
            {
                // There are more than there may be.
            }
        }
    }

    /// <summary>An attacker's: it is not the one who works, whose rate is his own.</summary>
    public string Token => ServerProcess.Token(folder.Path, "mallory");

    public Uri Url => server.Url;

    /// <summary>One number of the metrics; 0 if it is not there.</summary>
    public async Task<double> MetricAsync(string series)
    {
        var page = await admin.GetStringAsync("/metrics");
        var line = page.Split('\n').FirstOrDefault(one => one.StartsWith($"{series} ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a number is as it should be.</summary>
    public async Task<double> UntilAsync(string series, Func<double, bool> isRight)
    {
        for (var tries = 0; ; tries++)
        {
            var value = await MetricAsync(series);
            if (isRight(value)) return value;
            Assert.True(tries < 600, $"{series} stays at {value}");
            await Task.Delay(50);
        }
    }

    /// <summary>How many of the attackers the server has closed, or will in a moment.</summary>
    public async Task<int> ClosedAsync()
    {
        var closed = await Task.WhenAll(attackers.Select(EndsAsync));
        return closed.Count(one => one);
    }

    public void GiveUp()
    {
        foreach (var one in attackers) one.Dispose();
        attackers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        GiveUp();
        worker?.Dispose();
        admin?.Dispose();
        if (server is not null) await server.DisposeAsync();
        folder.Dispose();
    }

    private static async Task<bool> EndsAsync(TcpClient one)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[1_024];
        try
        {
            while (await one.GetStream().ReadAsync(buffer, patience.Token) > 0)
            {
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
