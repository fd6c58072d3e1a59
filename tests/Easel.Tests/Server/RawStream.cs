using System.Net.Sockets;
using System.Text;

namespace Easel.Tests.Server;

/// <summary>A connection whose bytes are looked at as they are, chunks and all.</summary>
internal sealed class RawStream : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient client;
    private readonly NetworkStream bytes;
    private readonly StringBuilder kept = new();

    private RawStream(TcpClient client) => (this.client, bytes) = (client, client.GetStream());

    /// <summary>Connects and asks for a stream; reads on only when told to.</summary>
    public static async Task<RawStream> OpenAsync(EaselApp app, string path, string? token = null)
    {
        var raw = await ConnectAsync(app);
        await raw.SendAsync(Get(path, token: token));
        await raw.ReadUntilAsync("retry: ");
        return raw;
    }

    public static async Task<RawStream> ConnectAsync(EaselApp app)
    {
        var client = new TcpClient { NoDelay = true, ReceiveBufferSize = 8_192 };
        await client.ConnectAsync("127.0.0.1", app.Http.BaseAddress!.Port);
        return new RawStream(client);
    }

    public static string Get(string path, string version = "1.1", string? token = null) =>
        $"GET {path} HTTP/{version}\r\nHost: easel\r\nAuthorization: Bearer {token ?? EaselApp.Token()}\r\n\r\n";

    public async Task SendAsync(string text) => await bytes.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Everything up to a mark, and the mark.</summary>
    public async Task<string> ReadUntilAsync(string mark)
    {
        while (true)
        {
            var text = kept.ToString();
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                kept.Remove(0, at + mark.Length);
                return text[..(at + mark.Length)];
            }

            var length = await ReceiveAsync();
            if (length == 0) throw new EndOfStreamException($"no {mark} in: {text}");
        }
    }

    /// <summary>The rest of the next line that begins with a mark.</summary>
    public async Task<string> ReadLineAsync(string begin)
    {
        await ReadUntilAsync($"\n{begin}");
        return begin + (await ReadUntilAsync("\n")).TrimEnd('\n');
    }

    /// <summary>Whether the last chunk comes before the end, or the bytes just stop.</summary>
    public async Task<bool> EndsCleanlyAsync()
    {
        try
        {
            while (!kept.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                if (kept.Length > 1 << 16) kept.Remove(0, kept.Length - 64);
                if (await ReceiveAsync() == 0) return false;
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<int> ReceiveAsync()
    {
        var piece = new byte[65_536];
        var length = await bytes.ReadAsync(piece).AsTask().WaitAsync(Patience);
        kept.Append(Encoding.Latin1.GetString(piece, 0, length));
        return length;
    }
}
