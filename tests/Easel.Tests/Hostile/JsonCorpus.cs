using System.Text;

namespace Easel.Tests.Hostile;

/// <summary>Whether a text has to be taken as JSON.</summary>
internal enum Verdict
{
    Accept,
    Refuse,

    /// <summary>RFC 8259 leaves it open; here it must only be answered.</summary>
    Either,
}

/// <summary>One text and what has to become of it.</summary>
internal sealed record JsonCase(string Name, byte[] Text, Verdict Verdict)
{
    public override string ToString() => Name;
}

/// <summary>
/// Texts at the borders of JSON (RFC 8259) and of rule GE1, made by rules rather than collected, so that it can be seen
/// what is covered.
/// </summary>
internal static class JsonCorpus
{
    public static IReadOnlyList<JsonCase> All { get; } =
    [
        .. Values(), .. Numbers(), .. Strings(), .. Bytes(), .. Structures(), .. Cuts(), .. Encodings(), .. OwnRules(),
    ];

    private static IEnumerable<JsonCase> Values()
    {
        foreach (var text in (string[])["null", "true", "false", "\"\"", "[]", "{}", "0", " [ ] ", "\t{\r\n}\n", "[[]]",
            "[null,true]", "{\"\":0}", "{\"a\":{\"b\":[]}}", "[[],[[]]]", "{\"a\":1,\"A\":1}", " 1 ", "[1 ,2]"])
            yield return Accept($"value {text}", text);
        foreach (var text in (string[])["", " ", "nul", "nulll", "True", "TRUE", "fals", "undefined", "None", "nil",
            "NaN", "Infinity", "-Infinity", "+Infinity", "inf", "a", "'a'", "`a`", "\"a", "a\"", "<null>", "@", "#1",
            "1 2", "null null", "[] []", "{}{}", "[]x", "//", "/**/1", "1//", "[1]/**/", "#", "(1)", "\\n", "\v1",
            "\f1", "\u00a01", "\u20281", "\ufeff1", "1\0", "\0", "yes", "void 0", "$", "{{}}", "[}", "{]"])
            yield return Refuse($"no value {text}", text);
    }

    private static IEnumerable<JsonCase> Numbers()
    {
        foreach (var text in (string[])["0", "-0", "1", "-1", "10", "0.5", "-0.0", "1e1", "1E1", "1e+1", "1e-1", "1E-2",
            "0e1", "0.0e+0", "123.456e-7", "9007199254740992", "-9007199254740992", "1.7976931348623157e308",
            "4.9e-324", "1e-400", "0.1000000000000000055511151231257827"])
            yield return Accept($"number {text}", text);
        foreach (var text in (string[])["01", "-01", "00", "+1", "-", "+", ".5", "-.5", "1.", "1.e1", ".", "1e", "1e+",
            "1E-", "e1", "1e1.5", "1.2.3", "0x1", "0X1F", "0b1", "0o7", "1_000", "1,000.0,", "1f", "1d", "1n", "1L",
            "--1", "-+1", "- 1", "1 .5", "1e 1", "１", "1e400", "-1e400", "1e999999999", "9007199254740993",
            "-9007199254740993", "123456789012345678901234567890", "Inf1", "0..1", "1ee1", "1e++1"])
            yield return Refuse($"no number {text}", text);
    }

    private static IEnumerable<JsonCase> Strings()
    {
        foreach (var escape in (string[])["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9",
            "\\u20AC", "\\ud83d\\ude00", "\\uD834\\uDD1E", "\\u0000", "\\uFFFF", "\\ufffe"])
            yield return Accept($"escape {escape}", $"\"{escape}\"");
        foreach (var text in (string[])["é", "€", "😀", "\u007f", "\u2028", "\u2029", "\ufffd", "\uffff", "a\ufeffb"])
            yield return Accept($"text {(int)text[0]:x}", $"\"{text}\"");
        for (var control = 0; control < 0x20; control++)
            yield return Refuse($"control {control:x2} in a string", $"\"{(char)control}\"");
        for (var letter = '!'; letter <= '~'; letter++)
        {
            if (!"\"\\/bfnrtu".Contains(letter)) yield return Refuse($"escape of {letter}", $"\"\\{letter}\"");
        }

        foreach (var text in (string[])["\\u", "\\u0", "\\u00", "\\u004", "\\u00g0", "\\uD8", "\\U0041", "\\u{41}",
            "\\x41", "\\ud800", "\\udc00", "\\ud800\\ud800", "\\udc00\\ud800", "\\ud800x", "\\ud800\\n", "\\"])
            yield return Refuse($"escape {text}", $"\"{text}\"");
    }

    /// <summary>Everything that is not UTF-8, by its first byte and by its kind.</summary>
    private static IEnumerable<JsonCase> Bytes()
    {
        for (var lead = 0x80; lead <= 0xff; lead++)
            yield return Refuse($"byte {lead:x2} alone", [(byte)'"', (byte)lead, (byte)'"']);
        byte[][] wrong =
        [
            [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0xaf], [0xf0, 0x80, 0x80, 0xaf], [0xed, 0xa0, 0x80],
            [0xed, 0xbf, 0xbf], [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82],
            [0xf0, 0x9f, 0x98], [0xc3, 0x28], [0xe2, 0x28, 0xa1], [0xf8, 0x88, 0x80, 0x80, 0x80],
        ];
        foreach (var bytes in wrong)
        {
            yield return Refuse($"bytes {Convert.ToHexString(bytes)} in a string", [(byte)'"', .. bytes, (byte)'"']);
            yield return Refuse($"bytes {Convert.ToHexString(bytes)} in a name", [.. "{\""u8, .. bytes, .. "\":1}"u8]);
            yield return Refuse($"bytes {Convert.ToHexString(bytes)} outside", bytes);
        }
    }

    private static IEnumerable<JsonCase> Structures()
    {
        foreach (var text in (string[])["[", "]", "{", "}", "[[", "]]", "[1", "1]", "[1,", "[,1]", "[1,]", "[,]", "[1,,2]",
            "[1 2]", "[1;2]", "[:1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{:1}",
            "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{a:1}", "{'a':1}", "{1:1}",
            "{null:1}", "{[]:1}", "{\"a\":1}}", "{\"a\"=1}", "{\"a\":/**/1}", "[\"a\",\n4\n,1,", "{\"a\",\"b\"}",
            "[\"a\":1]", "[}", "{]", "[1}", "{\"a\":1]", "{\"a\":}", "[\\n]", "[\"\"", "{\"\":[", ":", ",", ";"])
            yield return Refuse($"structure {text}", text);
    }

    /// <summary>A text that ends anywhere before its end is none.</summary>
    private static IEnumerable<JsonCase> Cuts()
    {
        const string Whole = """{"a":[1.5e3,true,null,"\u0041é"],"b":{"c":-0}}""";
        yield return Accept("whole", Whole);
        var bytes = Encoding.UTF8.GetBytes(Whole);
        for (var length = 1; length < bytes.Length; length++) yield return Refuse($"cut at {length}", bytes[..length]);
    }

    private static IEnumerable<JsonCase> Encodings()
    {
        foreach (var encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            yield return Refuse(encoding.WebName, encoding.GetBytes("[1]"));
            yield return Refuse($"{encoding.WebName}, marked", [.. encoding.GetPreamble(), .. encoding.GetBytes("[1]")]);
        }

        yield return Refuse("byte order mark", [0xef, 0xbb, 0xbf, .. "[1]"u8]);
        yield return Refuse("gzip", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    }

    /// <summary>What many readers take, and GE1 does not.</summary>
    private static IEnumerable<JsonCase> OwnRules()
    {
        yield return Refuse("twice", """{"a":1,"a":1}""");
        yield return Refuse("twice, escaped", """{"a":1,"\u0061":1}""");
        yield return Refuse("twice, inside", """[{"b":{"a":1,"c":2,"a":3}}]""");
        yield return Refuse("twice, empty", """{"":1,"":1}""");
        yield return Refuse("twice, pair", """{"\ud83d\ude00":1,"😀":1}""");
        yield return Refuse("lone surrogate in a name", """{"\ud800":1}""");
        foreach (var (depth, verdict) in ((int, Verdict)[])[(20, Verdict.Accept), (33, Verdict.Refuse),
            (64, Verdict.Refuse), (1_000, Verdict.Refuse), (100_000, Verdict.Refuse)])
        {
            yield return new($"depth {depth}", Deep(depth, "[", "]"), verdict);
            yield return new($"depth {depth} of objects", Deep(depth, "{\"a\":", "}", "1"), verdict);
            yield return Refuse($"depth {depth}, open", Encoding.UTF8.GetBytes(new string('[', depth)));
        }

        yield return new("many names", Many(2_000), Verdict.Either);
        yield return new("long text", Encoding.UTF8.GetBytes($"\"{new string('x', 200_000)}\""), Verdict.Either);
        yield return new("long number", Encoding.UTF8.GetBytes($"0.{new string('1', 50_000)}"), Verdict.Either);
        yield return new("long exponent", Encoding.UTF8.GetBytes($"0e{new string('0', 50_000)}"), Verdict.Either);
        yield return Refuse("long integer", Encoding.UTF8.GetBytes(new string('9', 50_000)));
    }

    private static byte[] Deep(int depth, string open, string close, string inside = "")
    {
        var text = new StringBuilder();
        for (var i = 0; i < depth; i++) text.Append(open);
        text.Append(inside);
        for (var i = 0; i < depth; i++) text.Append(close);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Many(int names) => Encoding.UTF8.GetBytes(
        $"{{{string.Join(',', Enumerable.Range(0, names).Select(n => $"\"n{n}\":{n}"))}}}");

    private static JsonCase Accept(string name, string text) => new(name, Encoding.UTF8.GetBytes(text), Verdict.Accept);

    private static JsonCase Refuse(string name, string text) => Refuse(name, Encoding.UTF8.GetBytes(text));

    private static JsonCase Refuse(string name, byte[] text) => new(name, text, Verdict.Refuse);
}
