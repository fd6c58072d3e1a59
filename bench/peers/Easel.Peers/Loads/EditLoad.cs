using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>
/// Writers that always have a number of edits in flight. Each has elements of its own, so no edits conflict. More
/// documents than writers: each writer goes round its share of them, by a connection for each.
/// </summary>
internal sealed class EditLoad(Target target, Protocol protocol, Arguments args)
{
    private readonly int writerCount = args.Number("writers", 1);
    private readonly int window = args.Number("window", 1);
    private readonly int documentCount = args.Number("documents", 1);
    private readonly int firstDocument = args.Number("first", 0);
    private readonly int elements = args.Number("elements", 100);
    private readonly bool isListened = args.Flag("listened");
    private readonly double warmUp = args.Seconds("warm-up", 1);
    private readonly double duration = args.Seconds("duration", 3);
    private readonly Party party = new(target, protocol);
    private readonly Random random = new(7);
    private int listenersPerEdit;

    public JsonObject Run()
    {
        args.RefuseUnused();
        if (documentCount > 1 && documentCount < writerCount)
            throw new FormatException("One document, or at least one for each writer.");
        for (var number = 0; number < documentCount; number++) protocol.Fill(Name(number), elements);
        List<Participant[]> writers = [.. Enumerable.Range(0, writerCount).Select(Join)];
        // Everyone who writes to a document hears the others, but not itself.
        if (protocol.DoWritersListen) listenersPerEdit = (party.Participants.Count / documentCount) - 1;
        else if (isListened) JoinSubscribers();
        var turns = new int[writerCount];
        party.Next = done => Edit(writers[done.Seat.Number], turns);
        foreach (var writer in writers)
        {
            for (var i = 0; i < window; i++) Edit(writer, turns);
        }

        party.Poll(warmUp);
        party.Measure(() => party.Poll(duration));
        party.Next = null;
        var rssMb = target.Process?.ResidentMb ?? 0;
        party.Settle();
        return Report(rssMb);
    }

    /// <summary>A writer's connections: one for each of its documents.</summary>
    private Participant[] Join(int writer) =>
        [.. Enumerable.Range(0, documentCount)
            .Where(number => documentCount == 1 || number % writerCount == writer)
            .Select(number => party.Join(new Seat(Name(number), writer, Part.Writer)))];

    /// <summary>As many as writers on one document, or one for each document.</summary>
    private void JoinSubscribers()
    {
        var count = Math.Max(writerCount, documentCount);
        for (var i = 0; i < count; i++)
            party.Join(new Seat(Name(i % documentCount), Party.FirstSubscriber + i, Part.Subscriber));
        listenersPerEdit = count / documentCount;
    }

    private void Edit(Participant[] writer, int[] turns)
    {
        var number = writer[0].Seat.Number;
        var next = writer[turns[number]++ % writer.Length];
        var mine = Math.Max(1, elements / writerCount);
        next.Edit(((number % elements) + (writerCount * random.Next(mine))) % elements);
        party.Poller.Send(next);
    }

    private string Name(int number) => $"d{firstDocument + number}";

    private JsonObject Report(double rssMb) => new()
    {
        ["ops_s"] = Math.Round(party.Applied / party.Meter.Seconds),
        ["p50_us"] = party.AnsweredUs(0.5),
        ["p99_us"] = party.AnsweredUs(0.99),
        ["cpu_us_op"] = Math.Round(party.Meter.ServerSeconds * 1e6 / Math.Max(1, party.Applied), 1),
        ["server_util"] = Math.Round(party.Meter.ServerSeconds / party.Meter.Seconds, 2),
        ["generator_util"] = Math.Round(party.Meter.SelfSeconds / party.Meter.Seconds, 2),
        ["rss_mb"] = Math.Round(rssMb, 1),
        ["delivered_s"] = Math.Round(party.Delivered / party.Meter.Seconds),
        ["delivered_p50_us"] = party.DeliveredUs(0.5),
        ["refused"] = party.Refused,
        ["unanswered"] = party.InFlight,
        ["undelivered"] = (party.AppliedEver * listenersPerEdit) - party.DeliveredEver,
    };
}
