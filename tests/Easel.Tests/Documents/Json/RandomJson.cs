using System.Globalization;
using System.Text;

namespace Easel.Tests.Documents.Json;

/// <summary>A random value that can be spelled in many ways: by order, escapes, numerals and white space.</summary>
internal abstract record RandomJson
{
    // Around the places where the orders of UTF-8 and UTF-16 and the need for escapes change.
    private static readonly string[] Characters =
    [
        "\0", "\b", "\t", "\n", "\u001f", "\"", "/", "\\", "a", "b", "\u007f",
        "é", "€", "\ud7ff", "\ue000", "\uffff", "\U0001f600",
    ];

    public static RandomJson Make(Random random, int depth = 4) => random.Next(depth > 0 ? 6 : 4) switch
    {
        0 => new Word(random.GetItems(["true", "false", "null"], 1)[0]),
        1 => new Text(MakeText(random)),
        2 => new Number(random.Next(-1000, 1000) / 8m),
        3 => new Number(random.Next(-1000, 1000) * 0.00001m),
        4 => new List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Make(random, depth - 1))]),
        _ => new Object([.. MakeNames(random).Select(name => KeyValuePair.Create(name, Make(random, depth - 1)))]),
    };

    /// <summary>The value in one of its spellings.</summary>
    public string Spell(Random random) => Space(random) + Tokens(random) + Space(random);

    protected abstract string Tokens(Random random);

    private static IEnumerable<string> MakeNames(Random random) =>
        Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 30 : 6)).Select(_ => MakeText(random)).Distinct();

    private static string MakeText(Random random) => string.Concat(random.GetItems(Characters, random.Next(5)));

    private static string Space(Random random) => random.Next(3) > 0 ? "" : random.GetItems([" ", "\r\n", "\t "], 1)[0];

    private static string Quote(string text, Random random)
    {
        var quoted = new StringBuilder("\"");
        foreach (var unit in text)
        {
            // A pair is escaped as a whole or not at all, so by its value rather than by chance.
            var mustEscape = unit < ' ' || unit is '"' or '\\';
            var escape = mustEscape || (char.IsSurrogate(unit) ? text.Length % 2 == 0 : random.Next(4) == 0);
            if (unit == '/' && escape) quoted.Append("\\/");
            else if (unit == '\n' && random.Next(2) == 0) quoted.Append("\\n");
            else quoted.Append(escape ? $"\\u{(int)unit:X4}" : unit);
        }
        return quoted.Append('"').ToString();
    }

    private sealed record Word(string Value) : RandomJson
    {
        protected override string Tokens(Random random) => Value;
    }

    private sealed record Text(string Value) : RandomJson
    {
        protected override string Tokens(Random random) => Quote(Value, random);
    }

    private sealed record Number(decimal Value) : RandomJson
    {
        protected override string Tokens(Random random) => random.Next(3) switch
        {
            0 => Value.ToString(CultureInfo.InvariantCulture),
            1 => Value.ToString("0.00000000", CultureInfo.InvariantCulture),
            _ => Value.ToString("0.0#######E+0", CultureInfo.InvariantCulture),
        };
    }

    private sealed record List(RandomJson[] Items) : RandomJson
    {
        protected override string Tokens(Random random) =>
            $"[{Space(random)}{string.Join(',', Items.Select(item => item.Spell(random)))}]";
    }

    private sealed record Object(KeyValuePair<string, RandomJson>[] Members) : RandomJson
    {
        protected override string Tokens(Random random)
        {
            var members = Members.ToArray();
            random.Shuffle(members);
            var spelled = members.Select(member =>
                $"{Space(random)}{Quote(member.Key, random)}{Space(random)}:{member.Value.Spell(random)}");
            return $"{{{string.Join(',', spelled)}{Space(random)}}}";
        }
    }
}
