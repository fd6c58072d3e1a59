using System.Text;
using Easel.Load;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>Easel's stream of commits, by server-sent events. It only listens.</summary>
internal sealed class CommitStream : Participant
{
    private readonly ChunkedBody body;

    public CommitStream(Target target, Seat seat, string query = "") : base(target.Connect(), seat)
    {
        body = new ChunkedBody(Connection);
        Connection.Write(Encoding.ASCII.GetBytes(
            $"GET /sse/canvas/{seat.Document}{query} HTTP/1.1\r\n{target.Head}\r\n"));
        WaitFor(() =>
        {
            body.Read();
            return body.IsOpen;
        });
    }

    public override void Read()
    {
        body.Read();
        body.Consume(FindMarks(body.Text));
    }

    protected override void WriteEdit(int element, long us) =>
        throw new NotSupportedException("Nobody writes to a stream.");
}
