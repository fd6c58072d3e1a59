using Easel.Load;

namespace Easel.Peers.Protocols;

/// <summary>A relay of whole frames: whoever is connected is in the one room.</summary>
internal sealed class BareProtocol(Target target) : Protocol(target)
{
    public override Participant Join(Seat seat) => new Client(Target, seat);

    private sealed class Client(Target target, Seat seat) : WebSocketParticipant(target, seat, "/")
    {
        protected override void WriteEdit(int element, long us) => WriteGesture(us);

        protected override void WriteGesture(long us) => Send(Room[..PointerJson.Write(Room, Seat.Number, us)]);

        /// <summary>Nothing is ever acknowledged.</summary>
        protected override void Take(ReadOnlySpan<byte> received)
        {
        }
    }
}
