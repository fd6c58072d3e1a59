namespace Easel.Tests.Documents.Canvases;

/// <summary>One op as JSON, and whether its shape is one that a client may send (SPEC CM7, GE3).</summary>
internal sealed record ShapeCase(string Name, string Op, bool IsOk);

/// <summary>Every kind with every member missing, null and of every other type, and the values at the edges.</summary>
internal static class ShapeCases
{
    private const string Longest = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly Dictionary<string, string> Types = new()
    {
        ["null"] = "null",
        ["boolean"] = "true",
        ["number"] = "1",
        ["negative"] = "-1",
        ["fraction"] = "1.5",
        ["string"] = "\"s\"",
        ["empty"] = "\"\"",
        ["array"] = "[]",
        ["object"] = "{}",
    };

    // What each kind of member takes; everything else in Types is wrong.
    private static readonly Dictionary<string, string[]> Takes = new()
    {
        ["id"] = ["string"],
        ["id?"] = ["string", "null", "missing"],
        ["name"] = ["string"],
        ["text"] = ["string", "empty"],
        ["position"] = ["number"],
        ["position?"] = ["number", "missing"],
        ["properties?"] = ["object", "missing"],
        ["names?"] = ["array", "missing"],
        ["atom"] = [],
        ["value"] = [.. Types.Keys],
    };

    private static readonly (string Kind, (string Name, string Takes, string Good)[] Members)[] Kinds =
    [
        ("add", [("atom", "atom", """{"id":"a","type":"t"}"""), ("parent_id", "id?", "\"g\""), ("index", "position?", "0")]),
        ("remove", [("atom_id", "id", "\"a\"")]),
        ("update", [("atom_id", "id", "\"a\""), ("properties", "properties?", """{"x":1}"""), ("unset", "names?", """["y"]""")]),
        ("move", [("atom_id", "id", "\"a\""), ("new_parent_id", "id?", "\"g\""), ("new_index", "position", "0")]),
        ("insert_text", [("atom_id", "id", "\"a\""), ("property", "name", "\"text\""), ("at", "position", "0"), ("text", "text", "\"x\"")]),
        ("delete_range", [("atom_id", "id", "\"a\""), ("property", "name", "\"text\""), ("at", "position", "0"), ("length", "position", "0")]),
        ("replace_text_range",
            [("atom_id", "id", "\"a\""), ("property", "name", "\"text\""), ("at", "position", "0"), ("length", "position", "0"), ("text", "text", "\"x\"")]),
        ("set_meta", [("key", "name", "\"title\""), ("value", "value", "1")]),
    ];

    public static IEnumerable<ShapeCase> All => Kinds.SelectMany(kind => Of(kind.Kind, kind.Members)).Concat(Atoms()).Concat(Edges);

    private static ShapeCase[] Edges =>
    [
        new("no object", "1", false), new("null", "null", false), new("an array", "[]", false), new("nothing in it", "{}", false),
        new("no kind", """{"atom_id":"a"}""", false),
        new("kind is a number", """{"kind":1,"atom_id":"a"}""", false),
        new("unknown kind", """{"kind":"explode","atom_id":"a"}""", false),
        new("kind in other case", """{"kind":"Remove","atom_id":"a"}""", false),
        new("kind empty", """{"kind":"","atom_id":"a"}""", false),
        new("reset is the server's", """{"kind":"reset","state":{"atoms":{},"root_atom_ids":[],"meta":{}}}""", false),
        new("unknown members are ignored", """{"kind":"remove","atom_id":"a","why":[1]}""", true),
        new("members in any order", """{"atom_id":"a","kind":"remove"}""", true),
        new("a member of another kind is ignored", """{"kind":"remove","atom_id":"a","new_index":"x"}""", true),
        new("id: all characters, longest", $$"""{"kind":"remove","atom_id":"{{Longest}}"}""", true),
        new("id: one too long", $$"""{"kind":"remove","atom_id":"{{Longest}}x"}""", false),
        new("id: a blank", """{"kind":"remove","atom_id":"a b"}""", false),
        new("id: a slash", """{"kind":"remove","atom_id":"a/b"}""", false),
        new("id: a letter beyond ASCII", """{"kind":"remove","atom_id":"é"}""", false),
        new("id: a full-width letter", """{"kind":"remove","atom_id":"ａ"}""", false),
        new("id: escaped", """{"kind":"remove","atom_id":"\u0061"}""", true),
        new("id: an escaped line end", """{"kind":"remove","atom_id":"a\n"}""", false),
        new("name: anything printable", """{"kind":"update","atom_id":"a","properties":{"é 😀/\"":1}}""", true),
        new("name: longest", $$$"""{"kind":"update","atom_id":"a","properties":{"{{{Longest}}}":1}}""", true),
        new("name: one too long", $$$"""{"kind":"update","atom_id":"a","properties":{"{{{Longest}}}x":1}}""", false),
        new("name: empty", """{"kind":"update","atom_id":"a","properties":{"":1}}""", false),
        new("name: a control", """{"kind":"update","atom_id":"a","properties":{"a\u0001":1}}""", false),
        new("name: delete is a control", """{"kind":"update","atom_id":"a","properties":{"a\u007f":1}}""", false),
        new("name inside a value is free", """{"kind":"update","atom_id":"a","properties":{"x":{"":1,"\u0001":2}}}""", true),
        new("unset: a number", """{"kind":"update","atom_id":"a","unset":["x",1]}""", false),
        new("unset: null", """{"kind":"update","atom_id":"a","unset":[null]}""", false),
        new("unset: an empty name", """{"kind":"update","atom_id":"a","unset":[""]}""", false),
        new("unset: the same twice", """{"kind":"update","atom_id":"a","unset":["x","x"]}""", true),
        new("update: set and unset at once", """{"kind":"update","atom_id":"a","properties":{"x":1,"y":2},"unset":["z","y"]}""", false),
        new("update: the same, escaped", """{"kind":"update","atom_id":"a","properties":{"\u0078":1},"unset":["x"]}""", false),
        new("update: of nothing", """{"kind":"update","atom_id":"a"}""", true),
        new("update: null is a value", """{"kind":"update","atom_id":"a","properties":{"x":null}}""", true),
        new("position: 2^53", """{"kind":"move","atom_id":"a","new_index":9007199254740992}""", true),
        new("position: an exponent", """{"kind":"move","atom_id":"a","new_index":1.5e0}""", false),
        new("position: huge", """{"kind":"move","atom_id":"a","new_index":1.5e300}""", false),
        new("add: two parents", """{"kind":"add","atom":{"id":"a","type":"t","parent_id":"g"},"parent_id":"h"}""", false),
        new("add: the same parent twice", """{"kind":"add","atom":{"id":"a","type":"t","parent_id":"g"},"parent_id":"g"}""", true),
        new("add: null beside a parent", """{"kind":"add","atom":{"id":"a","type":"t","parent_id":"g"},"parent_id":null}""", true),
        new("add: children are ignored whatever they are", """{"kind":"add","atom":{"id":"a","type":"t","children":7}}""", true),
        new("set_meta: unset", """{"kind":"set_meta","key":"k","unset":true}""", true),
        new("set_meta: value and unset", """{"kind":"set_meta","key":"k","value":1,"unset":true}""", false),
        new("set_meta: value and unset false", """{"kind":"set_meta","key":"k","value":1,"unset":false}""", true),
        new("set_meta: only unset false", """{"kind":"set_meta","key":"k","unset":false}""", false),
        new("set_meta: unset null", """{"kind":"set_meta","key":"k","value":1,"unset":null}""", false),
        new("set_meta: unset 1", """{"kind":"set_meta","key":"k","unset":1}""", false),
        new("set_meta: neither", """{"kind":"set_meta","key":"k"}""", false),
        new("text: a lone pair is a pair", """{"kind":"insert_text","atom_id":"a","property":"text","at":0,"text":"\ud83d\ude00"}""", true),
    ];

    private static IEnumerable<ShapeCase> Of(string kind, (string Name, string Takes, string Good)[] members)
    {
        string With(string name, string? value) => Joined(members
            .Where(member => member.Name != name || value is not null)
            .Select(member => (member.Name, member.Name == name ? value! : member.Good))
            .Prepend(("kind", $"\"{kind}\"")));

        yield return new ShapeCase($"{kind}: as it should be", With("", ""), true);
        foreach (var (name, takes, _) in members)
        {
            // Without a value set_meta says nothing; see the edges.
            yield return new ShapeCase($"{kind}: {name} missing", With(name, null), Takes[takes].Contains("missing"));
            foreach (var (type, json) in Types)
                yield return new ShapeCase($"{kind}: {name} is {type}", With(name, json), Takes[takes].Contains(type));
        }
    }

    private static IEnumerable<ShapeCase> Atoms()
    {
        (string Name, string Takes, string Good)[] members =
            [("id", "id", "\"a\""), ("type", "name", "\"t\""), ("properties", "properties?", "{}"), ("parent_id", "id?", "\"g\"")];
        foreach (var (name, takes, _) in members)
        {
            foreach (var (type, json) in Types.Append(new("missing", "")))
            {
                var atom = Joined(members.Where(one => one.Name != name || type != "missing")
                    .Select(one => (one.Name, one.Name == name ? json : one.Good)));
                yield return new ShapeCase($"add: {name} in the atom is {type}", $$"""{"kind":"add","atom":{{atom}}}""", Takes[takes].Contains(type));
            }
        }
    }

    private static string Joined(IEnumerable<(string Name, string Json)> members) =>
        $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Json}"))}}}";
}
