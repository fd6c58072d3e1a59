using System.Globalization;
using Easel.Server.Audits;
using Easel.Server.Drawing;

namespace Easel.Tests.Audits;

public class ContrastTests
{
    /// <summary>As WCAG and its techniques state them.</summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21.00)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#949494", "#ffffff", 3.03)]
    [InlineData("#959595", "#ffffff", 3.00)]
    [InlineData("#595959", "#ffffff", 7.00)]
    [InlineData("#ff0000", "#ffffff", 4.00)]
    [InlineData("#00ff00", "#ffffff", 1.37)]
    [InlineData("#0000ff", "#ffffff", 8.59)]
    [InlineData("#0000ff", "#000000", 2.44)]
    [InlineData("#ffff00", "#000000", 19.56)]
    [InlineData("#808080", "#808080", 1.00)]
    public void AR5_Contrast_is_that_of_WCAG(string one, string other, double ratio)
    {
        Assert.Equal(ratio, Contrast.Between(ColorOf(one), ColorOf(other)), 2);
        Assert.Equal(ratio, Contrast.Between(ColorOf(other), ColorOf(one)), 2);
    }

    [Fact]
    public void AR5_Luminance_weighs_the_colours_as_the_eye_does()
    {
        Assert.Equal(0.2126, Contrast.LuminanceOf(ColorOf("#ff0000")), 6);
        Assert.Equal(0.7152, Contrast.LuminanceOf(ColorOf("#00ff00")), 6);
        Assert.Equal(0.0722, Contrast.LuminanceOf(ColorOf("#0000ff")), 6);
    }

    [Theory]
    [InlineData(24, false, true)]
    [InlineData(23.9, false, false)]
    [InlineData(18.67, true, true)]
    [InlineData(18.6, true, false)]
    public void AR5_Large_text_begins_at_18_points_or_14_if_it_is_bold(double size, bool isBold, bool isLarge) =>
        Assert.Equal(isLarge, Contrast.IsLarge(size, isBold));

    [Fact]
    public void AR5_The_colours_of_the_picture_itself_can_be_read()
    {
        var board = new Board().Text("text", 0, 0, "Text").Add("note", "sticky", 0, 200, 180, 140, "\"text\":\"Note\"")
            .Add("group", "group", 0, 600, 400, 200, "\"label\":\"Group\"").Text("in", 20, 620, "In")
            .Add("card", "file", 0, 1_000, 240, 140, "\"file\":\"a/b.md\"")
            .Arrow("a", "\"fromNode\":\"text\",\"toNode\":\"note\"");

        Assert.DoesNotContain(
            board.Audit().Findings, finding => finding.Rule.EndsWith("contrast", StringComparison.Ordinal));
    }

    [Fact]
    public void AR5_A_coloured_group_is_judged_by_its_label_on_the_board()
    {
        var yellow = new Board().Add("g", "group", 0, 0, 400, 200, "\"label\":\"Group\",\"color\":\"3\"")
            .Text("in", 20, 20, "In");

        var finding = yellow.Audit().Findings.Single(finding => finding.Rule == "text.contrast");

        Assert.StartsWith("#e6b800 on #f8fafc is 1.", finding.Message, StringComparison.Ordinal);
    }

    private static Color ColorOf(string hex) =>
        new(int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
