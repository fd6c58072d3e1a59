using System.Text.Unicode;
using Easel.Load;

namespace Easel.Peers.Protocols;

/// <summary>socket.io 4 without polling: a digit for the kind of packet, then JSON.</summary>
internal sealed class SocketIoProtocol(Target target) : Protocol(target)
{
    public override Participant Join(Seat seat) => new Client(Target, seat);

    private sealed class Client : WebSocketParticipant
    {
        public Client(Target target, Seat seat) : base(target, seat, "/socket.io/?EIO=4&transport=websocket")
        {
            WaitForMessage(message => message.StartsWith("0{"u8));
            Send("40");
            WaitForMessage(message => message.StartsWith("40"u8));
            Send($$"""42["join","{{seat.Document}}"]""");
            WaitFor(() => true);
        }

        protected override void WriteEdit(int element, long us) => WriteGesture(us);

        protected override void WriteGesture(long us)
        {
            Utf8.TryWrite(Room, $"42[\"gesture\",\"{Seat.Document}\",", out var first);
            var second = PointerJson.Write(Room[first..], Seat.Number, us);
            "]"u8.CopyTo(Room[(first + second)..]);
            Send(Room[..(first + second + 1)]);
        }

        /// <summary>A "2" asks whether the client lives, and wants a "3".</summary>
        protected override void Take(ReadOnlySpan<byte> received)
        {
            if (!received.SequenceEqual("2"u8)) return;
            Send("3");
            Connection.Flush();
        }
    }
}
