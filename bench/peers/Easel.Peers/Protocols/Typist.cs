using System.Text.Json;
using System.Text.Unicode;
using Easel.Load;

namespace Easel.Peers.Protocols;

/// <summary>
/// Types a recorded text into one atom on Easel's socket, one command for each edit. It is the only one who writes, so
/// it knows the revision that every command will meet, also while earlier ones are in flight.
/// </summary>
internal sealed class Typist(Target target, Seat seat, long head, Keystroke[] keystrokes)
    : EaselSocket(target, seat, head)
{
    private readonly long firstHead = head;

    /// <param name="element">Which keystroke.</param>
    protected override int WriteCommand(Span<byte> to, int element, long us)
    {
        Utf8.TryWrite(to, $$"""
            {"base_rev":{{firstHead + Sent - 1}},"ops":[{"kind":
            """, out var first);
        var keystroke = keystrokes[element];
        var rest = to[first..];
        int second;
        if (keystroke.Inserted is { } text)
        {
            var encoded = JsonEncodedText.Encode(text);
            Utf8.TryWrite(rest, $$"""
                "insert_text","atom_id":"s0","property":"t","at":{{keystroke.At}},"text":"{{encoded}}"
                """, out second);
        }
        else
        {
            Utf8.TryWrite(rest, $$"""
                "delete_range","atom_id":"s0","property":"t","at":{{keystroke.At}},"length":{{keystroke.Deleted}}
                """, out second);
        }

        Utf8.TryWrite(rest[second..], $$"""
            }],"actor_id":"typist","correlation_id":"typed-{{us}}-{{Sent}}"}
            """, out var third);
        return first + second + third;
    }
}

/// <summary>One recorded edit of a text: something deleted, or else something inserted.</summary>
internal sealed record Keystroke(int At, int Deleted, string? Inserted);
