using System.Text;

namespace Easel.Tests.Hostile;

/// <summary>Makes inputs that are nearly right, the same ones from the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Seeds = [.. ((string[])[
        """{"base_rev":0,"ops":[{"kind":"add","atom":{"id":"n1","type":"text","properties":{"text":"hi"}},"index":0}],"actor_id":"mallory","correlation_id":"k-1"}""",
        """{"base_rev":0,"ops":[{"kind":"update","atom_id":"a","properties":{"n":1.5},"unset":["t"]},{"kind":"move","atom_id":"a","new_parent_id":null,"new_index":3}],"on_mismatch":"reject"}""",
        """{"base_rev":0,"ops":[{"kind":"insert_text","atom_id":"a","property":"text","at":1,"text":"\ud83d\ude00"},{"kind":"delete_range","atom_id":"a","property":"text","at":0,"length":1}]}""",
        """{"base_rev":0,"ops":[{"kind":"set_meta","key":"title","value":{"a":[1,2,{"b":null}]}},{"kind":"remove","atom_id":"a"}],"intent":{"label":"x","run_id":"r"},"routing":{"canvas_id":"c"}}""",
        """{"base_rev":7,"scope":"actor","actor_id":"mallory","correlation_id":"u-1","run_id":"r-1"}""",
        """{"base_rev":7,"to_rev":5,"correlation_id":"r-2","dry_run":true}""",
        """{"canvas_id":"c","title":"A title","project_id":"p-1"}""",
        """{"tenant_id":"t_northstar","env":"dev","canvas_id":"c","context":{"session_id":"s-1"}}""",
    ]).Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Tokens = [.. ((string[])[
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "0", "-1", "1e400", "9007199254740993", "\"\\ud800\"",
        "\\u0000", "{}", "[]", "[[[[[[[[", "\"kind\":", "\"reset\"", "\"state\":{}", "/**/", "\u00a0", "\n", "\"base_rev\":",
        "\"ops\":[]", "99999999999999999999", "0.1", "\"atom_id\":\"a\"", "\"dry_run\":", "1E1000000", "-0",
    ]).Select(Encoding.UTF8.GetBytes), [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0]];

    private readonly Random random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var text = Pick(Seeds).ToList();
        for (var times = random.Next(1, 5); times > 0; times--) Change(text);
        return [.. text];
    }

    public T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private void Change(List<byte> text)
    {
        var at = random.Next(text.Count + 1);
        var length = Math.Min(random.Next(1, 12), text.Count - at);
        switch (random.Next(7))
        {
            case 0 when at < text.Count:
                text[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < text.Count:
                text[at] = (byte)random.Next(256);
                break;
            case 2:
                text.RemoveRange(at, length);
                break;
            case 3:
                text.InsertRange(at, text.GetRange(at, length));
                break;
            case 4:
                text.InsertRange(at, Pick(Tokens));
                break;
            case 5:
                text.RemoveRange(at, length);
                text.InsertRange(at, Pick(Tokens));
                break;
            default:
                var other = Pick(Seeds);
                text.RemoveRange(at, text.Count - at);
                text.AddRange(other[random.Next(other.Length)..]);
                break;
        }
    }
}
