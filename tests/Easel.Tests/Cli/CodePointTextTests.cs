using System.Text;
using Easel.Server.Cli.Importing;

namespace Easel.Tests.Cli;

public class CodePointTextTests
{
    private static readonly string[] Alphabet = ["a", "ß", "€", "😀", "𝄞", "\n"];

    [Fact]
    public void Positions_count_characters_and_come_out_as_UTF16_units()
    {
        var text = new CodePointText();

        text.Replace(0, 0, "a😀b");

        Assert.Equal((3, 1), text.Replace(2, 1, "c"));
        Assert.Equal((1, 2), text.Replace(1, 1, ""));
        Assert.Equal(2, text.Count);
    }

    [Fact]
    public void Random_edits_agree_with_a_real_text()
    {
        var wide = 0;
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var (text, runes) = (new CodePointText(), new List<Rune>());
            for (var step = 0; step < 400; step++)
            {
                var position = random.Next(runes.Count + 1);
                var deleted = random.Next(Math.Min(random.Next(3) == 0 ? 9_000 : 3, runes.Count - position) + 1);
                var inserted = string.Concat(Enumerable.Range(0, random.Next(8) == 0 ? random.Next(6_000) : random.Next(3))
                    .Select(_ => Alphabet[random.Next(Alphabet.Length)]));

                var place = text.Replace(position, deleted, inserted);

                var at = Units(runes[..position]);
                var length = Units(runes.GetRange(position, deleted));
                Assert.True((at, length) == place, $"seed {seed}, step {step}: {place}, not {(at, length)}");
                runes.RemoveRange(position, deleted);
                runes.InsertRange(position, inserted.EnumerateRunes());
                if (at != position) wide++;
            }

            Assert.Equal(runes.Count, text.Count);
        }

        Assert.True(wide > 1_000, "hardly any position came after a wide character");
        static int Units(List<Rune> runes) => runes.Sum(rune => rune.Utf16SequenceLength);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(2, 2)]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void A_place_outside_the_text_is_refused(int position, int deleted)
    {
        var text = new CodePointText();
        text.Replace(0, 0, "abc");

        Assert.Throws<ArgumentOutOfRangeException>(() => text.Replace(position, deleted, ""));
    }
}
