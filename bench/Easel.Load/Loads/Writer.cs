using System.Text;
using System.Text.Unicode;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>
/// One client with one command in flight: it moves one of its atoms, waits for the acknowledgement, and goes on with
/// the next of its canvases, on the revision that it last saw there.
/// </summary>
internal sealed class Writer : IReader
{
    private readonly int number;
    private readonly int writers;
    private readonly int atoms;
    private readonly Place[] places;
    private readonly Poller poller;
    private readonly byte[] body = new byte[512];
    private readonly byte[] digits = new byte[16];
    private readonly Random random;
    private readonly Action<Writer, long>? acknowledged;
    private int current = -1;
    private long sentUs;

    public Writer(Target target, Poller poller, WriterOptions options, Action<Writer, long>? acknowledged = null)
    {
        (number, writers, atoms) = (options.Number, options.Writers, options.Atoms);
        (this.poller, this.acknowledged) = (poller, acknowledged);
        random = new Random(number);
        Connection = target.Connect();
        places = [.. options.Canvases.Select(canvas => new Place(Head(target, options, canvas.Name), canvas.Head))];
        poller.Add(this);
    }

    public Connection Connection { get; }

    public bool IsStopped { get; set; }

    public bool IsIdle { get; private set; } = true;

    /// <summary>Commands that were refused as stale: the others were faster than the server would rebase.</summary>
    public long Refused { get; private set; }

    public long Head(int place) => places[place].Head;

    /// <summary>Sends the next command.</summary>
    public void Send()
    {
        current = (current + 1) % places.Length;
        sentUs = Clock.Us;
        IsIdle = false;
        var mine = Math.Max(1, atoms / writers);
        var atom = ((number % atoms) + (writers * random.Next(mine))) % atoms;
        var length = WriteBody(places[current].Head, atom);
        Utf8.TryWrite(digits, $"{length}\r\n\r\n", out var digitCount);
        Connection.Write(places[current].Request);
        Connection.Write(digits.AsSpan(0, digitCount));
        Connection.Write(body.AsSpan(0, length));
        poller.Send(this);
    }

    private int WriteBody(long head, int atom)
    {
        Utf8.TryWrite(body, $$$$"""
            {"base_rev":{{{{head}}}},"ops":[{"kind":"update","atom_id":"a{{{{atom}}}}","properties":{"x":
            """, out var first);
        Utf8.TryWrite(body.AsSpan(first), $$$$"""
            {{{{random.Next(4_000)}}}},"y":{{{{random.Next(4_000)}}}}}}],"actor_id":"user-{{{{number}}}}",
            """, out var second);
        // Keys hold the time of sending, so none is ever used twice on one machine, and subscribers can tell the delay.
        Utf8.TryWrite(body.AsSpan(first + second), $$"""
            "correlation_id":"@@{{sentUs:D16}}-{{number:D4}}","on_mismatch":"rebase"}
            """, out var third);
        return first + second + third;
    }

    public void Read()
    {
        while (Answer.TryRead(Connection.Received, out var answer))
        {
            if (answer.Status is not (200 or 409)) throw new InvalidDataException($"{answer.Status}: {answer.Text}");
            if (answer.Status == 409) Refused++;
            places[current].Head = answer.Number("\"head_rev\":"u8);
            Connection.Consume(answer.Length);
            IsIdle = true;
            acknowledged?.Invoke(this, Clock.Us - sentUs);
            if (!IsStopped) Send();
        }
    }

    private static byte[] Head(Target target, WriterOptions options, string canvas)
    {
        var path = options.Path.Replace("{id}", canvas);
        return Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\n{target.Head}Content-Type: application/json\r\nContent-Length: ");
    }

    /// <summary>A canvas as the writer knows it.</summary>
    private sealed class Place(byte[] request, long head)
    {
        public byte[] Request => request;

        public long Head { get; set; } = head;
    }
}

/// <summary>What a writer writes to.</summary>
/// <param name="Path">Where commands go, with <c>{id}</c> for the canvas.</param>
internal sealed record WriterOptions(
    int Number, int Writers, int Atoms, string Path, IReadOnlyList<(string Name, long Head)> Canvases);
