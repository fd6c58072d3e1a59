using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Measure;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>
/// A large document gets a history, in the time that there is for that, and then users come to it one after the other.
/// </summary>
internal sealed class JoinLoad(Target target, Protocol protocol, Arguments args)
{
    private const int VisitorNumber = 900;

    private readonly int elements = args.Number("elements", 10_000);
    private readonly int history = args.Number("history", 100_000);
    private readonly int writerCount = args.Number("writers", 8);
    private readonly int window = args.Number("window", 16);
    private readonly double historySeconds = args.Seconds("history-seconds", 15);
    private readonly int joins = args.Number("joins", 7);
    private readonly double pause = args.Seconds("pause", 0.1);
    private readonly Party party = new(target, protocol);
    private readonly Random random = new(7);
    private long sent;

    public JsonObject Run()
    {
        args.RefuseUnused();
        protocol.Fill("d0", elements);
        MakeHistory();
        var took = new List<double>();
        long bytes = 0;
        double serverSeconds = 0;
        for (var i = 0; i <= joins; i++)
        {
            var meter = new Meter(target.Process);
            meter.Start();
            var start = Clock.Us;
            bytes = protocol.Visit("d0", VisitorNumber + i);
            took.Add((Clock.Us - start) / 1_000.0);
            // Some servers tidy up only after a visitor has gone.
            party.Poll(pause);
            meter.Stop();
            if (i > 0) serverSeconds += meter.ServerSeconds;
        }

        var later = took[1..].Order().ToList();
        return new JsonObject
        {
            ["history"] = party.AppliedEver,
            ["first_ms"] = Math.Round(took[0], 1),
            ["join_ms"] = Math.Round(later[joins / 2], 1),
            ["join_max_ms"] = Math.Round(later[^1], 1),
            ["bytes"] = bytes,
            ["cpu_ms"] = Math.Round(serverSeconds * 1_000 / joins, 1),
            ["rss_mb"] = Math.Round(target.Process?.ResidentMb ?? 0, 1),
        };
    }

    private void MakeHistory()
    {
        var until = Clock.Us + (long)(historySeconds * 1e6);
        party.Next = writer =>
        {
            if (sent < history && Clock.Us < until) Edit(writer);
        };
        List<Participant> writers = [.. Enumerable.Range(0, writerCount)
            .Select(number => party.Join(new Seat("d0", number, Part.Writer), isListening: false))];
        foreach (var writer in writers)
        {
            for (var i = 0; i < window; i++) Edit(writer);
        }

        while (party.InFlight > 0 && Clock.Us < until) party.Poller.Poll(1);
        party.Settle();
    }

    private void Edit(Participant writer)
    {
        sent++;
        writer.Edit(writer.Seat.Number + (writerCount * random.Next(elements / writerCount)));
        party.Poller.Send(writer);
    }
}
