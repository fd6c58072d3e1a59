using Easel.Load;
using Easel.Load.Loads;
using Easel.Load.Net;

namespace Easel.Peers.Protocols;

/// <summary>By which way edits go to the server.</summary>
internal enum Lane
{
    /// <summary>Easel: <c>POST /canvas/{id}/commands</c>.</summary>
    Http,

    /// <summary>Easel: command messages on <c>/msg/ws</c>.</summary>
    Socket,

    /// <summary>The bare server: POSTed as to Easel, but it begins with all documents.</summary>
    Bare,

    /// <summary>The bare server, which only answers.</summary>
    Echo,
}

/// <summary>
/// Easel, and the bare server that looks like it. Edits and the stream of commits are connections of their own.
/// </summary>
internal sealed class EaselProtocol(Target target, Lane lane) : Protocol(target)
{
    private const int OpsPerCommand = 250;

    private readonly Dictionary<string, long> heads = [];

    public override bool DoWritersListen => false;

    public override Participant Join(Seat seat) => seat.Part switch
    {
        Part.Subscriber => new CommitStream(Target, seat),
        Part.Pointer => new EaselSocket(Target, seat, 0),
        _ when lane == Lane.Socket => new EaselSocket(Target, seat, heads.GetValueOrDefault(seat.Document)),
        _ when lane == Lane.Echo => new CommandPoster(Target, seat, $"/echo/{seat.Document}", 0),
        _ => new CommandPoster(
            Target, seat, $"/canvas/{seat.Document}/commands", heads.GetValueOrDefault(seat.Document)),
    };

    /// <summary>The elements that every peer begins with.</summary>
    public override long Fill(string document, int elements)
    {
        if (lane is Lane.Bare or Lane.Echo) return 0;
        using var connection = Target.Connect();
        var head = HeadOf(connection, document);
        // A document that an earlier load made is taken as it is.
        for (var from = 0; from < elements && (head == 0 || from > 0); from += OpsPerCommand)
        {
            var ops = Enumerable.Range(from, Math.Min(OpsPerCommand, elements - from)).Select(AddOp);
            head = Canvases.Submit(Target, connection, document, head, string.Join(',', ops));
        }

        return heads[document] = head;
    }

    /// <summary>A snapshot, and then the stream from its revision on.</summary>
    public override long Visit(string document, int number)
    {
        long bytes = 0, head = 0;
        using (var connection = Target.Connect())
        {
            Target.Ask(connection, "GET", $"/canvas/{document}/snapshot", "", answer =>
            {
                if (answer.Status != 200) throw new InvalidDataException(answer.Text);
                bytes = answer.Length;
                head = Answer.NumberIn(answer.Unpack(), "\"head_rev\":"u8);
            }, JoinLoad.AcceptsPacked);
        }

        using var stream = new CommitStream(Target, new Seat(document, number, Part.Subscriber), $"?after={head}")
            .Connection;
        return bytes + stream.BytesReceived;
    }

    private long HeadOf(Connection connection, string document)
    {
        long head = 0;
        Target.Ask(connection, "GET", $"/canvas/{document}", "", answer =>
        {
            if (answer.Status == 200) head = answer.Number("\"head_rev\":"u8);
        });
        return head;
    }

    private static string AddOp(int number)
    {
        var (x, y) = (number % 100 * 50, number / 100 * 50);
        return $$$$"""
            {"kind":"add","atom":{"id":"s{{{{number}}}}","type":"rect","properties":{"x":{{{{x}}}},"y":{{{{y}}}},
            "w":40,"h":30,"color":"blue","label":"element number {{{{number}}}}","t":""}}}
            """;
    }
}
