using System.Text.Unicode;
using Easel.Load;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>
/// tldraw sync: JSON diffs of records. Each session's outgoing messages, acknowledgements among them, are sent 60 times
/// a second at most, so one writer with one edit in flight makes 60 to 120 edits a second, whatever else.
/// </summary>
internal sealed class TldrawProtocol(Target target) : Protocol(target)
{
    private string? schema;

    public override Participant Join(Seat seat) => new Client(Target, seat, schema ??= ReadSchema());

    private string ReadSchema()
    {
        using var http = new HttpClient();
        return http.GetStringAsync(new Uri($"http://127.0.0.1:{Target.Port}/schema")).GetAwaiter().GetResult();
    }

    private sealed class Client : WebSocketParticipant
    {
        private const string Presence = """
            {"typeName":"instance_presence","currentPageId":"page:page","lastActivityTimestamp":0,
            "followingUserId":null,"cursor":{"x":1,"y":1,"type":"default","rotation":0},"color":"#FF0000",
            "camera":{"x":0,"y":0,"z":1},"selectedShapeIds":[],"brush":null,"scribbles":[],
            "screenBounds":{"x":0,"y":0,"w":1080,"h":720},"chatMessage":"","meta":{"t":""},
            """;

        // Pushes are numbered; the one that says who points is the first.
        private readonly int before;

        public Client(Target target, Seat seat, string schema) : base(target, seat, $"/{seat.Document}")
        {
            Send($$"""
                {"type":"connect","connectRequestId":"r","lastServerClock":-1,"protocolVersion":8,"schema":{{schema}}}
                """);
            WaitForMessage(message => message.IndexOf("\"hydrationType\""u8) >= 0
                || (message.IndexOf("error"u8) >= 0 ? throw Refusal(message) : false));
            if (seat.Part != Part.Pointer) return;
            before = 1;
            Send($$"""
                {"type":"push","clientClock":1,"presence":["put",{{Presence}}
                "id":"instance_presence:p{{seat.Number}}","userId":"u{{seat.Number}}","userName":"user"}]}
                """);
            WaitFor(() => true);
        }

        protected override void WriteEdit(int element, long us)
        {
            Utf8.TryWrite(Room, $$$"""
                {"type":"push","clientClock":{{{Sent}}},"diff":{"shape:s{{{element}}}":["patch",{"meta":["patch",
                """, out var first);
            Utf8.TryWrite(Room[first..], $$$"""
                {"t":["put","@@{{{us:D16}}}-{{{Seat.Number:D4}}}{{{Mark.Padding}}}"]}]}]}}
                """, out var second);
            Send(Room[..(first + second)]);
        }

        protected override void WriteGesture(long us)
        {
            Utf8.TryWrite(Room, $$"""
                {"type":"push","clientClock":{{Sent + before}},"presence":["patch",{"cursor":["patch",{"x":["put",
                """, out var first);
            Utf8.TryWrite(Room[first..], $$"""
                {{us % 1_000}}],"y":["put",{{us % 777}}]}],"meta":["patch",
                """, out var second);
            Utf8.TryWrite(Room[(first + second)..], $$"""
                {"t":["put","@@{{us:D16}}-{{Seat.Number:D4}}"]}]}]}
                """, out var third);
            Send(Room[..(first + second + third)]);
        }

        protected override void Take(ReadOnlySpan<byte> received)
        {
            if (received.IndexOf("\"discard\""u8) >= 0) throw Refusal(received);
            // Gestures are acknowledged too, but nobody waits for that.
            if (Seat.Part != Part.Writer) return;
            for (var count = Count(received, "\"push_result\""u8); count > 0; count--) Answer(isApplied: true);
        }
    }
}
