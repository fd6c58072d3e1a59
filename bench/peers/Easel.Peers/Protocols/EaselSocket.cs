using System.Buffers.Text;
using System.Text.Unicode;
using Easel.Load;

namespace Easel.Peers.Protocols;

/// <summary>Commands and gestures on Easel's socket. Commands in flight are answered in order.</summary>
internal class EaselSocket(Target target, Seat seat, long head)
    : WebSocketParticipant(target, seat, $"/msg/ws?canvas_id={seat.Document}", target.Head)
{
    private int answered;

    /// <summary>The newest revision that an answer named.</summary>
    protected long Head { get; private set; } = head;

    protected sealed override void WriteEdit(int element, long us)
    {
        Utf8.TryWrite(Room, $$"""
            {"type":"command","id":"{{Sent}}","canvas_id":"{{Seat.Document}}","command":
            """, out var first);
        var second = WriteCommand(Room[first..], element, us);
        "}"u8.CopyTo(Room[(first + second)..]);
        Send(Room[..(first + second + 1)]);
    }

    /// <summary>The command itself, with which the server answers as on HTTP.</summary>
    protected virtual int WriteCommand(Span<byte> to, int element, long us) =>
        EaselEdit.Write(to, Head, Seat, element, Sent, us);

    protected override void WriteGesture(long us)
    {
        Utf8.TryWrite(Room, $$"""
            {"type":"gesture","data":{"kind":"cursor","actor_id":"user-{{Seat.Number}}","payload":
            """, out var first);
        var second = PointerJson.Write(Room[first..], Seat.Number, us);
        "}}"u8.CopyTo(Room[(first + second)..]);
        Send(Room[..(first + second + 2)]);
    }

    protected override void Take(ReadOnlySpan<byte> received)
    {
        if (received.SequenceEqual("ping"u8)) Send("pong");
        if (!received.StartsWith("{\"type\":\"command_result\""u8)) return;
        answered++;
        if (NumberAfter(received, "\"id\":\""u8) != answered) throw Refusal(received);
        var status = NumberAfter(received, "\"status\":"u8);
        if (status is not (200 or 409)) throw Refusal(received);
        Head = Math.Max(Head, NumberAfter(received, "\"head_rev\":"u8));
        Answer(isApplied: status == 200);
    }

    private static long NumberAfter(ReadOnlySpan<byte> received, ReadOnlySpan<byte> name)
    {
        var at = received.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(received[(at + name.Length)..], out long number, out _)
            ? number
            : throw Refusal(received);
    }
}
