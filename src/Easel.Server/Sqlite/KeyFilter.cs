using System.Numerics;

namespace Easel.Server.Sqlite;

/// <summary>
/// Says of almost every new key, without touching the disk, that it has never been used: a Bloom filter, blocked so
/// that a question touches one cache line (Putze, Sanders, Singler 2007). It grows by adding filters of twice the size.
/// </summary>
internal sealed class KeyFilter
{
    private const int WordsPerBlock = 8;
    private const int BitsPerKey = 16; // One wrong "maybe" in about a thousand.
    private const int BitsSet = 8;
    private const int FirstCapacity = 1_024;

    private readonly List<Part> parts = [];

    /// <summary>Remembers a hash.</summary>
    public void Add(long hash)
    {
        if (parts.Count == 0 || parts[^1].IsFull) parts.Add(new Part(FirstCapacity << parts.Count));
        parts[^1].Add((ulong)hash);
    }

    /// <summary>False: it was never added. True: it most probably was.</summary>
    public bool MayContain(long hash) => parts.Exists(part => part.MayContain((ulong)hash));

    private sealed class Part(int capacity)
    {
        private readonly ulong[] words = new ulong[RoundUp(capacity * BitsPerKey / 64)];
        private int count;

        public bool IsFull => count >= capacity;

        public void Add(ulong hash)
        {
            count++;
            var block = Block(hash);
            for (var i = 0; i < BitsSet; i++) block[i] |= Bit(hash, i);
        }

        public bool MayContain(ulong hash)
        {
            var block = Block(hash);
            for (var i = 0; i < BitsSet; i++)
            {
                if ((block[i] & Bit(hash, i)) == 0) return false;
            }

            return true;
        }

        private static int RoundUp(int size) =>
            Math.Max(WordsPerBlock, (int)BitOperations.RoundUpToPowerOf2((uint)size));

        /// <summary>The low bits choose the block.</summary>
        private Span<ulong> Block(ulong hash)
        {
            var blocks = (uint)(words.Length / WordsPerBlock);
            return words.AsSpan((int)(hash % blocks) * WordsPerBlock, WordsPerBlock);
        }

        /// <summary>Six of the high bits choose a bit in each word; 48 bits serve all eight.</summary>
        private static ulong Bit(ulong hash, int word) => 1UL << (int)((hash >> (16 + (6 * word))) & 63);
    }
}
