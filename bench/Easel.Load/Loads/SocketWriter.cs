using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>One client that keeps several commands in flight over a socket, going round its canvases.</summary>
internal sealed class SocketWriter : IReader
{
    private readonly SocketWriterOptions options;
    private readonly Poller poller;
    private readonly Action<long> acknowledged;
    private readonly Place[] places;
    private readonly byte[] text = new byte[512];
    private readonly Random random;
    private int current, inFlight;

    public SocketWriter(Target target, Poller poller, SocketWriterOptions options, Action<long> acknowledged)
    {
        (this.options, this.poller, this.acknowledged) = (options, poller, acknowledged);
        random = new Random(options.Number);
        places = [.. options.Canvases.Select(canvas => new Place(canvas.Name) { Head = canvas.Head })];
        Connection = SocketConnection.Open(target, "");
        poller.Add(this);
    }

    public Connection Connection { get; }

    public long Refused { get; private set; }

    /// <summary>Sends until as many are in flight as may be.</summary>
    public void Fill()
    {
        for (; inFlight < options.Window; inFlight++) Queue();
        poller.Send(this);
    }

    public void Read()
    {
        while (SocketConnection.TryRead(Connection, out var message, out var length))
        {
            if (message.StartsWith("{\"type\":\"command_result\""u8)) Take(message);
            Connection.Consume(length);
        }

        Fill();
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        var sentUs = Number(message, "\"id\":\"@@"u8);
        var place = places[Number(message, "-"u8)];
        var status = Number(message, "\"status\":"u8);
        if (status is not (200 or 409)) throw new InvalidDataException(Encoding.UTF8.GetString(message));
        inFlight--;
        place.InFlight--;
        if (status == 409)
        {
            // Those behind it were built on it too; all of them come back, and the last leads to the new head.
            Refused++;
            place.Head = Number(message, "\"actual_head_rev\":"u8);
            return;
        }

        place.Head = Number(message, "\"head_rev\":"u8);
        acknowledged(Clock.Us - sentUs);
    }

    private void Queue()
    {
        var index = current = (current + 1) % places.Length;
        var place = places[index];
        var mine = Math.Max(1, options.Atoms / options.Writers);
        var atom = ((options.Number % options.Atoms) + (options.Writers * random.Next(mine))) % options.Atoms;
        var baseRev = options.IsShared ? place.Head : place.Head + place.InFlight;
        place.InFlight++;
        var now = Clock.Us;
        Utf8.TryWrite(text, $$"""
            {"type":"command","id":"@@{{now:D16}}-{{index}}","canvas_id":"{{place.Name}}","command":
            """, out var first);
        Utf8.TryWrite(text.AsSpan(first), $$$$"""
            {"base_rev":{{{{baseRev}}}},"ops":[{"kind":"update","atom_id":"a{{{{atom}}}}","properties":{"x":
            """, out var second);
        Utf8.TryWrite(text.AsSpan(first + second), $$$$"""
            {{{{random.Next(4_000)}}}},"y":{{{{random.Next(4_000)}}}}}}],"actor_id":"user-{{{{options.Number}}}}",
            """, out var third);
        Utf8.TryWrite(text.AsSpan(first + second + third), $$$"""
            "correlation_id":"@@{{{now:D16}}}-{{{options.Number:D4}}}-{{{inFlight}}}","on_mismatch":"rebase"}}
            """, out var fourth);
        SocketConnection.Write(Connection, text.AsSpan(0, first + second + third + fourth));
    }

    private static long Number(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out long number, out _)
            ? number
            : throw new InvalidDataException(Encoding.UTF8.GetString(text));
    }

    private sealed class Place(string name)
    {
        public string Name => name;

        public long Head { get; set; }

        public int InFlight { get; set; }
    }
}

/// <summary>What a writer writes to.</summary>
/// <param name="Window">Commands in flight.</param>
/// <param name="IsShared">Whether others write to the same canvases.</param>
internal sealed record SocketWriterOptions(
    int Number, int Writers, int Atoms, int Window, bool IsShared, IReadOnlyList<(string Name, long Head)> Canvases);
