namespace Easel.Peers.Suite;

/// <summary>
/// All steps, in the order in which they are run: the rigs of one workload directly after one another, so that they
/// meet the same moods of the machine.
/// </summary>
internal sealed class Workloads(Rigs rigs, bool isQuick)
{
    public const string OneWriter = "1 writer", Shared = "32 writers, 1 document",
        Pipelined = "32 writers x 16 in flight, 1 document", Many = "32 writers, 200 documents",
        ManyHeard = "32 writers, 200 documents, 200 streams", Fanout = "1,000 subscribers", Idle = "idle",
        Gestures = "50 pointers x 30/s", Join = "join", Storm = "storm", Typing = "typing";

    /// <summary>Easel, but edits go by its socket.</summary>
    public const string Socket = "easel-socket";

    // d0 to d199 are for many documents, and those after them for the other loads.
    private const int DocumentsOfAll = 250;
    private const int FirstWarm = 210;

    private string Seconds => isQuick ? "1.5" : "2.5";

    private string WarmUp => isQuick ? "0.5" : "1";

    public IEnumerable<Step> All() => [.. Edits(), .. Fanouts(), .. Idles(), .. Pointing(), Typed(), .. Joins()];

    private IEnumerable<Step> Edits()
    {
        Load[] all = [Warm(), One(), Together(), Piped(), Spread()];
        yield return Editing(
            rigs.Easel, Warm(), BySocket(Warm()), One(), BySocket(One()), Together(), BySocket(Piped()), Spread(),
            BySocket(Spread()), Spread("--listened") with { Name = ManyHeard });
        yield return Editing(rigs.Hocuspocus, all);
        yield return Editing(rigs.TldrawSqlite, all);
        yield return Editing(rigs.Tldraw, all);
        // Many edits at once of one document are retried by ShareDB until it does little else.
        yield return Editing(rigs.ShareDb, Warm(), One(), Together(), Spread());
        yield return Editing(rigs.ShareDbPostgres, Warm(), One(), Spread());
        yield return Editing(rigs.Kestrel, Warm(), One(), Echo(), Spread());
    }

    private IEnumerable<Step> Fanouts()
    {
        string[] options = isQuick
            ? ["fanout", "--subscribers", "1000", "--warm-up", "3", "--duration", "2"]
            : ["fanout", "--subscribers", "1000", "--warm-up", "6", "--duration", "4"];
        foreach (var rig in (Rig[])[rigs.Easel, rigs.Hocuspocus, rigs.Kestrel])
            yield return Small(rig, new Load(Fanout, options));
        foreach (var rig in Others(rigs.ShareDb, rigs.Tldraw, rigs.SocketIo))
            yield return Small(rig, new Load(Fanout, options)) with { Repetitions = 1 };
    }

    private IEnumerable<Step> Idles()
    {
        string[] options = ["idle", "--subscribers", "1000", "--settle", isQuick ? "1" : "1.5"];
        yield return Small(rigs.Easel, new Load(Idle, options));
        foreach (var rig in Others(rigs.Hocuspocus, rigs.ShareDb, rigs.Tldraw, rigs.SocketIo))
            yield return Small(rig, new Load(Idle, options)) with { Repetitions = 1 };
    }

    private IEnumerable<Step> Pointing()
    {
        string[] options = isQuick
            ? ["gestures", "--warm-up", "2", "--duration", "2"]
            : ["gestures", "--warm-up", "4", "--duration", "3"];
        foreach (var rig in (Rig[])[rigs.Easel, rigs.Ws]) yield return Small(rig, new Load(Gestures, options));
        foreach (var rig in Others(rigs.Hocuspocus, rigs.ShareDb, rigs.Tldraw, rigs.SocketIo))
            yield return Small(rig, new Load(Gestures, options)) with { Repetitions = 1 };
    }

    /// <summary>Rigs that no goal is measured by, so a quick run has no time for them.</summary>
    private Rig[] Others(params Rig[] others) => isQuick ? [] : others;

    private IEnumerable<Step> Joins()
    {
        yield return Joining(rigs.Easel, "--writers", "32", "--window", "1");
        // A commit takes ShareDB 40 ms here; its joins do not depend on the history.
        yield return Joining(rigs.ShareDb, "--writers", "1", "--window", "1", "--history", "100");
        yield return Joining(rigs.Hocuspocus);
        yield return Joining(rigs.Tldraw);
    }

    private Step Joining(Rig rig, params string[] options) => new(
        rig, new Documents(1, 10_000),
        [new Load(Join, ["join", "--history-seconds", isQuick ? "5" : "15", .. options])], Repetitions: 1);

    private Step Typed() => new(
        rigs.Easel, new Documents(1, 100),
        [
            BySocket(Warm()),
            BySocket(new Load(Typing, ["typing", "--edits", isQuick ? "30000" : "100000"])),
        ]);

    private static Step Small(Rig rig, Load load) => new(rig, new Documents(1, 100), [load]);

    private static Step Editing(Rig rig, params Load[] loads) => new(rig, new Documents(DocumentsOfAll, 100), loads);

    private static Load BySocket(Load load) => load with { Protocol = Socket, As = Socket };

    /// <summary>Without it, the compilers of .NET and Node would be measured.</summary>
    private Load Warm() => new(
        "warm-up",
        ["edits", "--writers", "32", "--documents", "32", "--first", $"{FirstWarm}", "--warm-up", "0",
            "--duration", isQuick ? "2" : "6"],
        IsKept: false);

    private Load One() => Edit(OneWriter, "--writers", "1", "--first", "200");

    private Load Echo() => One() with { Protocol = "kestrel-echo", As = "kestrel-echo" };

    private Load Together() => Edit(Shared, "--writers", "32", "--first", "201", "--listened");

    private Load Piped() => Edit(Pipelined, "--writers", "32", "--window", "16", "--first", "202", "--listened");

    private Load Spread(params string[] options) =>
        Edit(Many, ["--writers", "32", "--documents", "200", .. options]);

    private Load Edit(string name, params string[] options) =>
        new(name, ["edits", "--warm-up", WarmUp, "--duration", Seconds, .. options]);
}
