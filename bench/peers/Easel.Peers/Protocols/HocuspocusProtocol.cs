using System.Text.Unicode;
using Easel.Load;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>
/// Hocuspocus: Yjs updates in binary messages, each with the document's name in front. An edit is a new item that
/// replaces the property's last one.
/// </summary>
internal sealed class HocuspocusProtocol(Target target) : Protocol(target)
{
    private const int SyncMessage = 0, AwarenessMessage = 1, AuthMessage = 2, SyncReplyMessage = 4, StatusMessage = 8;
    private const int StateStep = 0, StateReply = 1, Update = 2;

    public override Participant Join(Seat seat) => new Client(Target, seat);

    private sealed class Client : WebSocketParticipant
    {
        // The seed is by client 1, which made every element's ten items in a row; the last is the property "t".
        private const int SeedClient = 1;
        private const int ItemsPerElement = 10;

        // How Yjs writes an item: what it has, and what it holds.
        private const byte HasLeft = 0x80, HasKey = 0x20, AnyValue = 8, AnyText = 119;

        private readonly YjsWriter message = new();
        private readonly YjsWriter update = new();
        private readonly byte[] value = new byte[128];
        private readonly Dictionary<int, (uint Client, uint Clock)> lastItems = [];
        private readonly uint client;
        private uint clock;

        public Client(Target target, Seat seat) : base(target, seat, "/", isBinary: true)
        {
            client = (uint)Random.Shared.Next(1_000, int.MaxValue);
            Begin(AuthMessage).Number(0).Text("token").Text("4.7.0");
            Send(message.Written);
            WaitForMessage(received => Kind(received).Message == AuthMessage);
            Begin(SyncMessage).Number(StateStep).Number(1).Number(0);
            Send(message.Written);
            WaitForMessage(received => Kind(received) is (SyncMessage or SyncReplyMessage, StateReply));
        }

        protected override void WriteEdit(int element, long us)
        {
            if (!lastItems.TryGetValue(element, out var last))
                last = (SeedClient, (uint)((ItemsPerElement * element) + ItemsPerElement - 1));
            lastItems[element] = (client, clock);
            Utf8.TryWrite(value, $"@@{us:D16}-{Seat.Number:D4}{Mark.Padding}", out var length);
            // One item of this client: a value whose left neighbour is the property's last item.
            update.Begin().Number(1).Number(1).Number(client).Number(clock++).Byte(HasLeft | HasKey | AnyValue)
                .Number(last.Client).Number(last.Clock).Number(1).Byte(AnyText).Bytes(value.AsSpan(0, length));
            // And one that it deletes: that neighbour.
            update.Number(1).Number(last.Client).Number(1).Number(last.Clock).Number(1);
            Begin(SyncMessage).Number(Update).Bytes(update.Written);
            Send(message.Written);
        }

        protected override void WriteGesture(long us)
        {
            var length = PointerJson.Write(value, Seat.Number, us);
            update.Begin().Number(1).Number(client).Number((uint)Sent).Bytes(value.AsSpan(0, length));
            Begin(AwarenessMessage).Bytes(update.Written);
            Send(message.Written);
        }

        protected override void Take(ReadOnlySpan<byte> received)
        {
            var (kind, status) = Kind(received);
            if (kind != StatusMessage) return;
            if (status != 1) throw new InvalidDataException("Hocuspocus did not apply an update.");
            Answer(isApplied: true);
        }

        private YjsWriter Begin(uint kind) => message.Begin().Text(Seat.Document).Number(kind);

        /// <summary>A message's kind and the byte behind it. Names of documents are shorter than 128 bytes.</summary>
        private static (int Message, int Next) Kind(ReadOnlySpan<byte> received)
        {
            var at = 1 + received[0];
            return (received[at], at + 1 < received.Length ? received[at + 1] : -1);
        }
    }
}
