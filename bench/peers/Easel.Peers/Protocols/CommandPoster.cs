using System.Text;
using System.Text.Unicode;
using Easel.Load;
using Reply = Easel.Load.Net.Answer;

namespace Easel.Peers.Protocols;

/// <summary>Edits as HTTP requests, one in flight on the connection.</summary>
internal sealed class CommandPoster(Target target, Seat seat, string path, long head)
    : Participant(target.Connect(), seat)
{
    private readonly byte[] requestHead = Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\n{target.Head}Content-Type: application/json\r\nContent-Length: ");

    private readonly byte[] body = new byte[512];
    private readonly byte[] digits = new byte[16];
    private long head = head;

    public override void Read()
    {
        while (Reply.TryRead(Connection.Received, out var answer))
        {
            if (answer.Status is not (200 or 409)) throw new InvalidDataException($"{answer.Status}: {answer.Text}");
            var isApplied = answer.Status == 200;
            head = answer.Number("\"head_rev\":"u8);
            Connection.Consume(answer.Length);
            Answer(isApplied);
        }
    }

    protected override void WriteEdit(int element, long us)
    {
        var length = EaselEdit.Write(body, head, Seat, element, Sent, us);
        Utf8.TryWrite(digits, $"{length}\r\n\r\n", out var digitCount);
        Connection.Write(requestHead);
        Connection.Write(digits.AsSpan(0, digitCount));
        Connection.Write(body.AsSpan(0, length));
    }
}
