using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Peers.Protocols;

namespace Easel.Peers.Loads;

/// <summary>A recorded paper typed into Easel, one command for each edit, and read back afterwards.</summary>
internal sealed class TypingLoad(Target target, Arguments args)
{
    private readonly string trace = args.Text("trace") ?? "tests/data/automerge-paper.json.gz";
    private readonly int editsMax = args.Number("edits", int.MaxValue);
    private readonly int window = args.Number("window", 64);

    public JsonObject Run()
    {
        args.RefuseUnused();
        var keystrokes = Read(trace, editsMax);
        var document = "typed";
        var protocol = new EaselProtocol(target, Lane.Socket);
        var head = protocol.Fill(document, 1);
        var party = new Party(target, protocol);
        var typist = new Typist(target, new Seat(document, 0, Part.Writer), head, keystrokes);
        party.Join(typist);
        var next = 0;
        party.Next = _ => Type();
        party.Measure(() =>
        {
            for (var i = 0; i < window; i++) Type();
            while (party.Applied + party.Refused < keystrokes.Length) party.Poller.Poll(1);
        });
        if (!IsTyped(document, keystrokes)) throw new InvalidDataException("The server holds another text.");
        return Report(party);

        void Type()
        {
            if (next == keystrokes.Length) return;
            typist.Edit(next++);
            party.Poller.Send(typist);
        }
    }

    private static JsonObject Report(Party party) => new()
    {
        ["edits"] = party.Applied,
        ["edits_s"] = Math.Round(party.Applied / party.Meter.Seconds),
        ["p50_us"] = party.AnsweredUs(0.5),
        ["p99_us"] = party.AnsweredUs(0.99),
        ["cpu_us_op"] = Math.Round(party.Meter.ServerSeconds * 1e6 / Math.Max(1, party.Applied), 1),
        ["server_util"] = Math.Round(party.Meter.ServerSeconds / party.Meter.Seconds, 2),
        ["generator_util"] = Math.Round(party.Meter.SelfSeconds / party.Meter.Seconds, 2),
        ["refused"] = party.Refused,
    };

    /// <summary>Whether the server holds exactly the text that the edits make.</summary>
    private bool IsTyped(string document, Keystroke[] keystrokes)
    {
        var text = new StringBuilder();
        foreach (var keystroke in keystrokes)
        {
            text.Remove(keystroke.At, keystroke.Deleted);
            text.Insert(keystroke.At, keystroke.Inserted);
        }

        string? held = null;
        using var connection = target.Connect();
        target.Ask(connection, "GET", $"/canvas/{document}/snapshot", "", answer => held = TextIn(answer.Text));
        return held == text.ToString();
    }

    private static string? TextIn(string snapshot)
    {
        using var json = JsonDocument.Parse(snapshot);
        return json.RootElement.GetProperty("atoms").GetProperty("s0").GetProperty("properties").GetProperty("t")
            .GetString();
    }

    private static Keystroke[] Read(string path, int max)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var json = JsonDocument.Parse(file);
        return [.. json.RootElement.GetProperty("txns").EnumerateArray()
            .SelectMany(transaction => transaction.GetProperty("patches").EnumerateArray())
            .Take(max)
            .Select(patch => new Keystroke(patch[0].GetInt32(), patch[1].GetInt32(), patch[2].GetString() switch
            {
                "" => null,
                var text => text,
            }))];
    }
}
