using System.Globalization;
using System.Text;

namespace Easel.Server.Drawing;

/// <summary>
/// How wide letters are, in ems of <see cref="FontFamily"/>. A picture is drawn where there are no fonts, for readers
/// whose fonts nobody knows, so these are measured: the wider of Noto Sans and Inter, letter for letter. The usual
/// fonts of systems are no wider, so a line that fits by this table stays inside its box.
/// <c>web/e2e/scripts/advances.mjs</c> makes the tables.
/// </summary>
internal static class Advances
{
    public const string FontFamily = "system-ui, sans-serif";

    /// <summary>How much wider letters of weight 600 are.</summary>
    public const double Bold = 1.06;

    private const double Unit = 1 / 64.0;
    private const char Nothing = '#';
    private const int LatinFirst = 0x20;
    private const int VietnameseFirst = 0x1e00;
    private const int PunctuationFirst = 0x2010;
    private const double Emoji = 1.3;
    private const int Joiner = 0x200d;

    // A letter for each width: "#" is none, and each letter after it is one unit more.
    private static ReadOnlySpan<byte> Latin =>
        "55=LLXR1::FM5@5;KHJLLJKHJK55MMMC_NMRRIISR9FMG]TULULLLRN`LNK:;:H@CGKGKH:JK44F4_KJJJ=D:KGWFGF;F;M#"u8 +
        "################################55HKQHFFI^@FH#XC@M>?CKM549@F\\^`CNNNNNNbRIIII9999RTUUUUUMURRRRNKK"u8 +
        "GGGGGG^GHHHH4444JKJJJJJMJKKKKGJGNGNGNGRGRGRGRGRNRKIHIHIHIHIHSJSJSJSJRKUK?594949494WDF4MFKG4G4G6G"u8 +
        "7G4TKTKTKOTKUJUJUJ`bL=L=L=LDLDLDLDL:L:L:RKRKRKRKRKRK`WNGNKFKFKF8KVMKQKRTJR[KKJIRKI=TK`99NE4KeTKU"u8 +
        "UJhYUJQLDKF:O:LZNURPKKFOOKFJIFFK9GD5vthjVDvd[NG94UJRKRKRKRKRKHNGNGb^SJSJMFUJUJOK4ythSJjMTKNGb^UJ"u8 +
        "NGNGIHIH9494UJUJL=L=RKRKLDL:KFRKRZNKKFNGIHUJUJUJUJNG;TB4aaNRGGLDEFFPRQIHF4ULL=NGGLKJFGJJGHUFHQI4"u8 +
        "JJKIQKKK49:;>4M___KKKJ]WQ=====99KKD@@@F:;KKJGWGFIJKLFFFFUHIML9F@MFFgbkTFZZMQDIMO=@.44:@F;2<414.."u8 +
        "@@@@@@@@.@::.@::88//:::5@274C?5:@.:;@>>>>>>>@C@==::8:BB@45555EEE################################"u8 +
        "################################################################################KFMF44TLccHFFF5F"u8 +
        "ccccHHN5OZAcXcWW9NMHNIKRU9MN]TGURLcKLNVLVU9NLFK9JLKEJFDKI9KHKHFJMJEKBJRITW9JJJWKKKMSMQZQTKQFKFKG"u8 +
        "QQ_YTMVJOJTKPJJEQKG4UCCKJR]QJKRRIIWHNL99Fhk]MTKRNMMHSI`LTTLQ]RURLRLKVLSQefWZMNfNGIH@KHXCLLEISLJK"u8 +
        "JGEGQFLJ\\]PUIFYGHHK@FD444^]KELGK^VNL`WOH^UWQncIBVTUJPJPJwlXMe]^ULFK#######UMMILJH@H@MF`XLCOIMHKE"u8 +
        "SPTMbRh^WLRGLENENELF]QQKQJQKYRYR9`XPHQMRKUMQJ^W9NGNGb^IHRHRH`XLCKKTLTLUJUJUJNFKGKGKGQJH@ZUH@LFLF"u8 +
        "JJ]]]WLEbZd^TLQMIBQI`WWW][UJ_UKEdWi[SLRLRK}mOIQL"u8;

    private static ReadOnlySpan<byte> Vietnamese =>
        "NGMKMKMKRGRKRKRKRKRKIHIHIHIHIHI:SJRKRKRKRKRK9494MFMFMFG4G4G4G4]_]_]_TKTKTKTKUJUJUJUJLJLJL=L=L=L="u8 +
        "LDLDLDLDLDL:L:L:L:RKRKRKRKRKNGNG`W`W`W`W`WLFLFNGKFKFKFK:WGG:9:PJNGNGNGNGNGNGNGNGNGNGNGNGIHIHIHIH"u8 +
        "IHIHIHIH9494UJUJUJUJUJUJUJUJUJUJUJUJRKRKZNZNZNZNZNNGNGNGNGTFRIQK"u8;

    private static ReadOnlySpan<byte> Punctuation =>
        "::LCccF@0/31;;>@KFGGCFX4II#####/n~2=I2?J@::YGCFWW@kG5::dUUHMLLF5WF@cWHDUXX1MV44"u8;

    // Other scripts: what nine of ten of their letters do not exceed. Sorted by the last code point of each.
    private static readonly (int Last, double Advance)[] Scripts =
    [
        (0x058f, 0.72), (0x05ff, 0.65), (0x08ff, 0.75), (0x0dff, 0.78), (0x0eff, 0.62), (0x0fff, 0.7), (0x109f, 0.9),
        (0x10ff, 0.65), (0x11ff, 1), (0x139f, 0.88), (0x1fff, 0.78), (0x209f, 0.6), (0x20ff, 0.75), (0x22ff, 0.88),
        (0x24ff, 1), (0x257f, 0.61), (0x2bff, 1), (0x2e7f, 0.75), (0x9fff, 1), (0xabff, 0.8), (0xfaff, 1),
        (0xfe2f, 0.75), (0xfe6f, 1), (0xfeff, 0.75), (0xff60, 1), (0xffdf, 0.5), (0xffff, 1), (0x1efff, 0.8),
        (0x1ffff, Emoji), (0x10ffff, 1),
    ];

    /// <summary>
    /// How many ems a text takes in one line. Emoji that are joined to one count once; what is written above or below
    /// a letter counts nothing.
    /// </summary>
    public static double Measure(ReadOnlySpan<char> text)
    {
        var (units, ems) = (0, 0.0);
        var before = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is >= ' ' and <= '~')
            {
                before = text[at];
                units += Latin[text[at++] - LatinFirst] - Nothing;
                continue;
            }

            Rune.DecodeFromUtf16(text[at..], out var rune, out var length);
            at += length;
            if (before != Joiner) ems += Of(rune);
            before = rune.Value;
        }

        return units * Unit + ems;
    }

    private static double Of(Rune rune)
    {
        var code = rune.Value;
        if (code is '\t' or '\n' or '\r') return Of(new Rune(' '));
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format)
        {
            return 0;
        }

        if (In(Latin, code - LatinFirst) is { } latin) return latin;
        if (In(Vietnamese, code - VietnameseFirst) is { } vietnamese) return vietnamese;
        if (In(Punctuation, code - PunctuationFirst) is { } punctuation) return punctuation;
        return Array.Find(Scripts, script => code <= script.Last).Advance;
    }

    private static double? In(ReadOnlySpan<byte> table, int at) =>
        (uint)at < (uint)table.Length ? (table[at] - Nothing) * Unit : null;
}
