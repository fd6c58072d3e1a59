using System.Buffers.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>Clients on one canvas that all move their cursors: each gesture goes to all others.</summary>
internal sealed class GestureLoad(Target target, Arguments args)
{
    private readonly int clientCount = args.Number("clients", 50);
    private readonly int rate = args.Number("rate", 30);
    private readonly double warmUp = args.Seconds("warm-up", 2);
    private readonly double duration = args.Seconds("duration", 5);
    private readonly Poller poller = new();
    private readonly Meter meter = new(target.Process);
    private readonly Histogram delivered = new();
    private long sent;
    private bool isMeasuring;

    public JsonObject Run()
    {
        args.RefuseUnused();
        var clients = Enumerable.Range(0, clientCount).Select(number => new Client(this, number)).ToList();
        Play(clients, warmUp);
        isMeasuring = true;
        meter.Start();
        Play(clients, duration);
        meter.Stop();
        isMeasuring = false;
        return new JsonObject
        {
            ["sent_s"] = Math.Round(sent / meter.Seconds),
            ["delivered_s"] = Math.Round(delivered.Count / meter.Seconds),
            ["cpu_us_delivered"] = Math.Round(meter.ServerSeconds * 1e6 / Math.Max(1, delivered.Count), 2),
            ["p50_us"] = delivered.Quantile(0.5),
            ["p99_us"] = delivered.Quantile(0.99),
            ["server_util"] = Math.Round(meter.ServerSeconds / meter.Seconds, 2),
            ["generator_util"] = Math.Round(meter.SelfSeconds / meter.Seconds, 2),
            ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
        };
    }

    /// <summary>The clients take turns, so that the gestures of a second are spread evenly over it.</summary>
    private void Play(List<Client> clients, double seconds)
    {
        var start = Clock.Us;
        var gap = 1e6 / (rate * clientCount);
        for (var n = 0; n * gap < seconds * 1e6; n++)
        {
            poller.PollUntil(start + (long)(n * gap));
            clients[n % clientCount].Send();
            if (isMeasuring) sent++;
        }
    }

    private sealed class Client : IReader
    {
        private const int MarkDigits = 16;

        private readonly GestureLoad load;
        private readonly int number;
        private readonly byte[] text = new byte[256];

        public Client(GestureLoad load, int number)
        {
            (this.load, this.number) = (load, number);
            Connection = SocketConnection.Open(load.Target, "?canvas_id=gestures");
            load.poller.Add(this);
        }

        public Connection Connection { get; }

        public void Send()
        {
            Utf8.TryWrite(text, $$"""
                {"type":"gesture","data":{"kind":"cursor","actor_id":"user-{{number}}","payload":
                """, out var head);
            Utf8.TryWrite(text.AsSpan(head), $$$$"""
                {"x":{{{{number * 7}}}},"y":321,"t":"@@{{{{Clock.Us:D16}}}}"}}}
                """, out var tail);
            SocketConnection.Write(Connection, text.AsSpan(0, head + tail));
            load.poller.Send(this);
        }

        public void Read()
        {
            while (SocketConnection.TryRead(Connection, out var message, out var length))
            {
                var mark = message.IndexOf("@@"u8);
                if (load.isMeasuring && mark >= 0
                    && Utf8Parser.TryParse(message.Slice(mark + 2, MarkDigits), out long sentUs, out _))
                    load.delivered.Add(Clock.Us - sentUs);
                Connection.Consume(length);
            }
        }
    }

    private Target Target => target;
}
