using System.Text.Unicode;
using Easel.Peers.Net;

namespace Easel.Peers.Protocols;

/// <summary>The body of a command: one property of one atom gets a new text of 50 bytes, whatever others do.</summary>
internal static class EaselEdit
{
    /// <param name="sent">Makes the key different from all others of this participant.</param>
    public static int Write(Span<byte> to, long head, Seat seat, int element, int sent, long us)
    {
        Utf8.TryWrite(to, $$"""
            {"base_rev":{{head}},"ops":[{"kind":"update","atom_id":"s{{element}}","properties":
            """, out var first);
        Utf8.TryWrite(to[first..], $$$"""
            {"t":"@@{{{us:D16}}}-{{{seat.Number:D4}}}{{{Mark.Padding}}}"}}],"actor_id":"user-{{{seat.Number}}}",
            """, out var second);
        Utf8.TryWrite(to[(first + second)..], $$"""
            "correlation_id":"key-{{seat.Number}}-{{us}}-{{sent}}","on_mismatch":"rebase"}
            """, out var third);
        return first + second + third;
    }
}
