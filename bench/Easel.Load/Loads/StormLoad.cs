using System.Net.Sockets;
using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>
/// Readers that all lose the server at once: how long until everyone is back and has what was committed meanwhile.
/// Whoever runs this kills the server and starts it again when a line with "open" has appeared on standard error.
/// </summary>
internal sealed class StormLoad(Target target, Arguments args)
{
    // A source address has some 28,000 ports.
    private const int PerAddress = 5_000;

    private readonly int subscriberCount = args.Number("subscribers", 10_000);
    private readonly double patience = args.Seconds("patience", 120);

    public JsonObject Run()
    {
        args.RefuseUnused();
        const string Canvas = "storm";
        long head;
        using (var connection = target.Connect()) head = Canvases.Fill(target, connection, Canvas, atoms: 1_000);
        var opened = Open(new Poller(), Canvas, after: head);
        Console.Error.WriteLine($"open: {subscriberCount} in {opened.TookUs / 1_000} ms");
        WaitForEnd(opened.Poller);
        opened.Subscribers.ForEach(one => one.Connection.Dispose());

        var back = WaitForStart();
        long missed;
        using (var connection = target.Connect())
            missed = Canvases.Submit(target, connection, Canvas, head, """{"kind":"remove","atom_id":"a0"}""");
        var storm = Open(new Poller(), Canvas, after: head);
        while (storm.Subscribers.Exists(one => !one.Has($"id: {missed}\n")) && Clock.Us - back < patience * 1e6)
            storm.Poller.Poll(1);
        return new JsonObject
        {
            ["subscribers"] = subscriberCount,
            ["opened_ms"] = opened.TookUs / 1_000,
            ["caught_up"] = storm.Subscribers.Count(one => one.Has($"id: {missed}\n")),
            ["back_ms"] = (Clock.Us - back) / 1_000,
        };
    }

    private (Poller Poller, List<Waiter> Subscribers, long TookUs) Open(Poller poller, string canvas, long after)
    {
        var start = Clock.Us;
        var subscribers = new List<Waiter>();
        for (var i = 0; i < subscriberCount; i++)
        {
            subscribers.Add(new Waiter(target, poller, canvas, after, 1 + (i / PerAddress)));
            poller.Poll(0);
        }

        while (!subscribers.TrueForAll(one => one.Connection.BytesReceived > 0)) poller.Poll(1);
        return (poller, subscribers, Clock.Us - start);
    }

    private void WaitForEnd(Poller poller)
    {
        try
        {
            poller.PollUntil(Clock.Us + (long)(patience * 1e6));
        }
        catch (IOException)
        {
            return; // The first that lost its connection: it is the server that has gone.
        }

        throw new TimeoutException("The server was not stopped.");
    }

    private long WaitForStart()
    {
        while (true)
        {
            try
            {
                using var connection = target.Connect();
                target.Ask(connection, "GET", "/health/live", "");
                return Clock.Us;
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>A reader that keeps what came.</summary>
    private sealed class Waiter : IReader
    {
        private bool has;

        public Waiter(Target target, Poller poller, string canvas, long after, int source)
        {
            Connection = target.Connect(source);
            var request = $"GET /sse/canvas/{canvas}?after={after} HTTP/1.1\r\n{target.Head}\r\n";
            Connection.Write(System.Text.Encoding.ASCII.GetBytes(request));
            poller.Add(this);
            poller.Send(this);
        }

        public Connection Connection { get; }

        public bool Has(string mark) =>
            has = has || Connection.Received.IndexOf(System.Text.Encoding.ASCII.GetBytes(mark)) >= 0;

        public void Read()
        {
        }
    }
}
