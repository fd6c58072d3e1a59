using System.Text.Unicode;

namespace Easel.Peers.Protocols;

/// <summary>What a gesture says where a peer takes any JSON: some 100 bytes.</summary>
internal static class PointerJson
{
    public static int Write(Span<byte> to, int number, long us)
    {
        Utf8.TryWrite(to, $$"""
            {"kind":"cursor","actor_id":"user-{{number}}","x":{{us % 1_000}},"y":{{us % 777}},
            """, out var first);
        Utf8.TryWrite(to[first..], $$"""
            "t":"@@{{us:D16}}-{{number:D4}}"}
            """, out var second);
        return first + second;
    }
}
