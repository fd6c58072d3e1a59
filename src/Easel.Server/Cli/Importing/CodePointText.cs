namespace Easel.Server.Cli.Importing;

/// <summary>
/// Turns positions in code points into positions in UTF-16 units while a text is edited. It keeps no text, only how
/// wide each character is, in blocks: an edit looks at one block and at the sums of those before it.
/// </summary>
internal sealed class CodePointText
{
    private const int BlockMax = 4_096;

    private readonly List<Block> blocks = [new()];

    /// <summary>Characters.</summary>
    public int Count => blocks.Sum(block => block.Widths.Count);

    /// <summary>Replaces characters, and says where that is in UTF-16 units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is not in the text.</exception>
    public (int At, int Length) Replace(int position, int deleted, string inserted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfNegative(deleted);
        var (block, offset, at) = Find(position);
        var length = Delete(block, offset, deleted);
        if (inserted.Length > 0) Insert(block, offset, inserted);
        return (at, length);
    }

    private (int Block, int Offset, int At) Find(int position)
    {
        var (block, units) = (0, 0);
        while (position > blocks[block].Widths.Count)
        {
            position -= blocks[block].Widths.Count;
            units += blocks[block].Units;
            if (++block == blocks.Count) throw new ArgumentOutOfRangeException(nameof(position));
        }

        return (block, position, units + blocks[block].UnitsBefore(position));
    }

    private int Delete(int block, int offset, int count)
    {
        var (first, units) = (block, 0);
        while (count > 0)
        {
            ArgumentOutOfRangeException.ThrowIfEqual(block, blocks.Count);
            var here = Math.Min(count, blocks[block].Widths.Count - offset);
            units += blocks[block].Remove(offset, here);
            count -= here;
            // The first one stays, even if it is empty now: the insertion that may follow goes there.
            if (block > first && blocks[block].Widths.Count == 0) blocks.RemoveAt(block);
            else block++;
            offset = 0;
        }

        return units;
    }

    private void Insert(int block, int offset, string text)
    {
        blocks[block].Insert(offset, [.. text.EnumerateRunes().Select(rune => (byte)rune.Utf16SequenceLength)]);
        if (blocks[block].Widths.Count <= BlockMax) return;
        var halves = blocks[block].Widths.Chunk(BlockMax / 2).Select(widths => new Block(widths));
        blocks.InsertRange(block + 1, halves);
        blocks.RemoveAt(block);
    }

    private sealed class Block(params byte[] widths)
    {
        public List<byte> Widths { get; } = [.. widths];

        public int Units { get; private set; } = widths.Sum(width => width);

        /// <summary>Where all are narrow, which is most often, there is nothing to count.</summary>
        public int UnitsBefore(int offset) => Units == Widths.Count ? offset : Sum(0, offset);

        public int Remove(int offset, int count)
        {
            var units = Units == Widths.Count ? count : Sum(offset, count);
            Widths.RemoveRange(offset, count);
            Units -= units;
            return units;
        }

        public void Insert(int offset, byte[] more)
        {
            Widths.InsertRange(offset, more);
            Units += more.Sum(width => width);
        }

        private int Sum(int offset, int count)
        {
            var sum = 0;
            for (var i = offset; i < offset + count; i++) sum += Widths[i];
            return sum;
        }
    }
}
