using System.Net;
using System.Net.Sockets;

namespace Easel.Tests.Client;

/// <summary>The network between a client and a server, with somebody's foot on the cable.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly HashSet<Socket> open = [];
    private readonly Task accepting;
    private int answersToEat;
    private int eaten;

    public CuttableProxy(Uri target)
    {
        Target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public Uri Target { get; set; }

    /// <summary>Answers to commands that never arrived.</summary>
    public int Eaten => Volatile.Read(ref eaten);

    public bool IsCut { get; private set; }

    /// <summary>Ends all connections and refuses new ones.</summary>
    public void Cut()
    {
        IsCut = true;
        foreach (var socket in Open()) socket.Close(0);
    }

    public void Mend() => IsCut = false;

    /// <summary>Lets the next commands through, and cuts their connections when the answer comes.</summary>
    public void EatAnswers(int count) => Volatile.Write(ref answersToEat, count);

    public async ValueTask DisposeAsync()
    {
        Cut();
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ConnectAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var _ = client;
        try
        {
            if (IsCut) return;
            lock (open) open.UnionWith([client, server]);
            await server.ConnectAsync(Target.Host, Target.Port);
            var isCommand = new bool[1];
            await Task.WhenAny(
                PumpAsync(client, server, isCommand, up: true), PumpAsync(server, client, isCommand, up: false));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            lock (open) open.ExceptWith([client, server]);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool[] isCommand, bool up)
    {
        var buffer = new byte[64 * 1_024];
        while (await from.ReceiveAsync(buffer) is var read and > 0)
        {
            if (up && buffer.AsSpan().StartsWith("POST"u8)) isCommand[0] = true;
            if (!up && isCommand[0])
            {
                isCommand[0] = false;
                if (Interlocked.Decrement(ref answersToEat) >= 0)
                {
                    Interlocked.Increment(ref eaten);
                    return;
                }
            }

            await to.SendAsync(buffer.AsMemory(0, read));
        }
    }

    private List<Socket> Open()
    {
        lock (open) return [.. open];
    }
}
