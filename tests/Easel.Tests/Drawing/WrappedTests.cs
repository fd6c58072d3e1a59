using System.Globalization;
using System.Text;
using System.Text.Json;
using Easel.Server.Drawing;

namespace Easel.Tests.Drawing;

public class WrappedTests
{
    public static TheoryData<string> Names => [.. Vectors().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AR3_Lines_end_where_the_vectors_say(string name)
    {
        var vector = Vectors()[name];
        var text = vector.GetProperty("text").GetString()!;

        var lines = Wrapped.Lines(
            text, vector.GetProperty("width").GetDouble(), vector.GetProperty("lines_max").GetInt32(), Places);

        Assert.Equal(
            vector.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("text").GetString()!, line.GetProperty("start").GetInt32(),
                line.GetProperty("rtl").GetBoolean())),
            lines.Select(line => (text.Substring(line.Start, line.Length), line.Start, line.IsRightToLeft)));
        Assert.Equal(vector.GetProperty("cut").GetBoolean(), lines[^1].IsCut);
    }

    [Fact]
    public void AR3_Letters_are_as_wide_as_in_the_fonts_that_were_measured()
    {
        // Noto Sans and Inter, whichever is wider, to a 64th of an em.
        foreach (var (text, ems) in ((string, double)[])[("W", 0.97), ("i", 0.26), ("a", 0.56), ("é", 0.58), ("—", 1)])
            Assert.InRange(Advances.Measure(text), ems - 0.06, ems + 0.06);
        Assert.Equal(0, Advances.Measure("\u0301\u200b\u200e"));
        Assert.Equal(Advances.Measure("e"), Advances.Measure("e\u0301"));
        Assert.Equal(4, Advances.Measure("中文字符"));
        Assert.Equal(Advances.Measure("👩"), Advances.Measure("👩\u200d👩\u200d👧"));
        Assert.True(double.IsFinite(Advances.Measure("\ud800\uffff\u0000")));
    }

    [Fact]
    public void AR3_No_line_of_a_text_is_wider_than_its_box()
    {
        const string Text = "Wide WORDS and narrow illicit ones, 中文 as well as émigrés 👩‍👩‍👧 and abcdefghijklmnopqrstuvwxyz.";
        for (var width = 40; width < 400; width += 7)
        {
            foreach (var line in Wrapped.Lines(Text, width, 1_000, 14))
                Assert.InRange(Advances.Measure(Text.AsSpan(line.Start, line.Length)) * 14, 0, width);
        }
    }

    private static Dictionary<string, JsonElement> Vectors() => JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot.Path, "conformance", "wrapping.json")))
        .RootElement.EnumerateArray().ToDictionary(vector => vector.GetProperty("name").GetString()!);

    /// <summary>As the vectors count: letters from U+1100 on take two places, marks and joiners none.</summary>
    private static double Places(ReadOnlySpan<char> text)
    {
        var places = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var isTied = rune.Value == 0x200d || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark;
            places += isTied ? 0 : rune.Value >= 0x1100 ? 2 : 1;
        }

        return places;
    }
}
