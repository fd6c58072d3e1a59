using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace Easel.Rig;

/// <summary>
/// Commits to whoever listens, as anyone would write it at first: a queue and a loop for each response. What fan-out
/// costs without any thought is the other bound that Easel is compared with.
/// </summary>
internal sealed class NaiveStreams
{
    private const int WaitingMax = 4_096;

    private readonly ConcurrentDictionary<string, ChannelWriter<byte[]>[]> listeners = [];

    /// <summary>One frame for all; a listener whose queue is full misses it.</summary>
    public void Publish(string id, long rev, ReadOnlySpan<byte> commit)
    {
        if (!listeners.TryGetValue(id, out var everyone) || everyone.Length == 0) return;
        byte[] frame = [.. Encoding.ASCII.GetBytes($"id: {rev}\nevent: op_committed\ndata: "), .. commit, .. "\n\n"u8];
        foreach (var listener in everyone) listener.TryWrite(frame);
    }

    public async Task ServeAsync(string id, HttpContext http)
    {
        var options = new BoundedChannelOptions(WaitingMax) { SingleReader = true };
        var waiting = Channel.CreateBounded<byte[]>(options);
        Change(id, everyone => [.. everyone, waiting.Writer]);
        try
        {
            http.Response.ContentType = "text/event-stream";
            var body = http.Response.BodyWriter;
            body.Write(": open\n\n"u8);
            do
            {
                await body.FlushAsync(http.RequestAborted);
                if (!await waiting.Reader.WaitToReadAsync(http.RequestAborted)) return;
                while (waiting.Reader.TryRead(out var frame)) body.Write(frame);
            }
            while (true);
        }
        catch (OperationCanceledException)
        {
            // The listener has gone.
        }
        finally
        {
            Change(id, everyone => [.. everyone.Where(one => one != waiting.Writer)]);
        }
    }

    private void Change(string id, Func<ChannelWriter<byte[]>[], ChannelWriter<byte[]>[]> change) =>
        listeners.AddOrUpdate(id, _ => change([]), (_, everyone) => change(everyone));
}
