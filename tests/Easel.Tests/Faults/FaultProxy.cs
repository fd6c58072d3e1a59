using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Easel.Tests.Faults;

/// <summary>What the network does to one connection.</summary>
internal sealed record NetworkFault
{
    /// <summary>After so many bytes towards the client, wherever in an event or a character that is.</summary>
    public long After { get; init; } = long.MaxValue;

    /// <summary>What happens then.</summary>
    public NetworkEnd End { get; init; }

    /// <summary>How late every piece comes, and how much that varies.</summary>
    public TimeSpan Delay { get; init; }

    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a second; 0 is as fast as it goes.</summary>
    public int Rate { get; init; }

    /// <summary>Bytes that go on at once.</summary>
    public int Piece { get; init; } = 16_384;
}

internal enum NetworkEnd
{
    /// <summary>The connection is closed in order.</summary>
    Close,

    /// <summary>It is reset; what is under way may be lost.</summary>
    Reset,

    /// <summary>Nothing comes any more, in either direction, and nobody says so.</summary>
    BlackHole,

    /// <summary>The server is left, the client is not told.</summary>
    HalfOpen,
}

/// <summary>A TCP proxy that does to each connection what it is told, in front of a server that may move.</summary>
internal sealed class FaultProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Socket, bool> open = new();
    private readonly Func<int, NetworkFault> faultOf;
    private int connections;

    /// <param name="faultOf">Asked with the number of each connection, from 0.</param>
    public FaultProxy(Func<int, NetworkFault> faultOf)
    {
        this.faultOf = faultOf;
        listener.Start(backlog: 2_000);
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Where connections go; null refuses them.</summary>
    public Uri? Target { get; set; }

    public int Connections => Volatile.Read(ref connections);

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        foreach (var socket in open.Keys) socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var client = await listener.AcceptSocketAsync(stop.Token);
                _ = ServeAsync(client, faultOf(Interlocked.Increment(ref connections) - 1));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client, NetworkFault fault)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        open[client] = open[server] = true;
        client.NoDelay = server.NoDelay = true;
        try
        {
            if (Target is not { } target) return;
            await server.ConnectAsync(IPAddress.Loopback, target.Port);
            var up = CopyAsync(client, server, new NetworkFault());
            var down = CopyAsync(server, client, fault);
            await Task.WhenAny(up, down);
            if (down.IsCompletedSuccessfully && await down) await EndAsync(client, server, fault.End);
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone; then the other goes too.
        }
        finally
        {
            open.TryRemove(server, out _);
            open.TryRemove(client, out _);
            client.Dispose();
        }
    }

    /// <returns>True if the fault is due, false if the source has ended.</returns>
    private async Task<bool> CopyAsync(Socket from, Socket to, NetworkFault fault)
    {
        var buffer = new byte[fault.Piece];
        for (var left = fault.After; ;)
        {
            if (left == 0) return true;
            var count = await from.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), stop.Token);
            if (count == 0) return false;
            var late = fault.Delay + (fault.Jitter * Random.Shared.NextDouble());
            if (fault.Rate > 0) late += TimeSpan.FromSeconds((double)count / fault.Rate);
            if (late > TimeSpan.Zero) await Task.Delay(late, stop.Token);
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stop.Token);
            left -= count;
        }
    }

    private async Task EndAsync(Socket client, Socket server, NetworkEnd end)
    {
        if (end == NetworkEnd.Reset) client.LingerState = new LingerOption(true, 0);
        if (end is NetworkEnd.Close or NetworkEnd.Reset) return;
        if (end == NetworkEnd.HalfOpen) server.Dispose();

        // Until the client gives up by itself.
        var nothing = new byte[1_024];
        while (await client.ReceiveAsync(nothing, stop.Token) > 0)
        {
        }
    }
}
