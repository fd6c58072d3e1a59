using System.Text.Unicode;
using Easel.Load;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>ShareDB: JSON messages, type json0. An edit replaces one property of one element.</summary>
internal sealed class ShareDbProtocol(Target target) : Protocol(target)
{
    public override Participant Join(Seat seat) => new Client(Target, seat);

    private sealed class Client : WebSocketParticipant
    {
        public Client(Target target, Seat seat) : base(target, seat, "/")
        {
            Send("""{"a":"hs","id":null,"protocol":1,"protocolMinor":2}""");
            WaitForMessage(message => message.StartsWith("{\"a\":\"hs\""u8));
            Send(seat.Part == Part.Pointer
                ? $$"""{"a":"ps","ch":"{{seat.Document}}","seq":1}"""
                : $$"""{"a":"s","c":"canvas","d":"{{seat.Document}}","v":null}""");
            WaitForMessage(seat.Part == Part.Pointer
                ? message => message.IndexOf("\"a\":\"ps\""u8) >= 0
                : message => message.IndexOf("\"a\":\"s\""u8) >= 0);
        }

        /// <summary>No base version ("v"): the server takes its head, which is its cheapest way.</summary>
        protected override void WriteEdit(int element, long us)
        {
            Utf8.TryWrite(Room, $$"""
                {"a":"op","c":"canvas","d":"{{Seat.Document}}","v":null,"seq":{{Sent}},"x":{},
                """, out var first);
            Utf8.TryWrite(Room[first..], $$"""
                "op":[{"p":["s{{element}}","t"],"oi":"@@{{us:D16}}-{{Seat.Number:D4}}{{Mark.Padding}}"}]}
                """, out var second);
            Send(Room[..(first + second)]);
        }

        protected override void WriteGesture(long us)
        {
            Utf8.TryWrite(Room, $$"""
                {"a":"p","ch":"{{Seat.Document}}","id":"p{{Seat.Number}}","pv":{{Sent}},"p":
                """, out var first);
            var second = PointerJson.Write(Room[first..], Seat.Number, us);
            "}"u8.CopyTo(Room[(first + second)..]);
            Send(Room[..(first + second + 1)]);
        }

        /// <summary>An acknowledgement is an op message without the ops.</summary>
        protected override void Take(ReadOnlySpan<byte> received)
        {
            if (received.IndexOf("\"error\""u8) >= 0) throw Refusal(received);
            if (received.IndexOf("\"a\":\"op\""u8) >= 0 && received.IndexOf("\"op\":["u8) < 0) Answer(isApplied: true);
        }
    }
}
