using Easel.Documents.Canvases;
using static Easel.Tests.Documents.Canvases.Say;

namespace Easel.Tests.Documents.Canvases;

/// <summary>A fold and, by hand, what comes of it: the outline, or the place of the op that does not fit.</summary>
internal sealed record FoldCase(string Rule, string Name, string State, string Ops, string? Result, int Misfit = -1)
{
    public FoldCase(string rule, string name, string state, CanvasOp[] ops, string result)
        : this(rule, name, state, Wire(ops), result)
    {
    }

    public FoldCase(string rule, string name, string state, CanvasOp[] ops, int misfit)
        : this(rule, name, state, Wire(ops), null, misfit)
    {
    }
}

/// <summary>An op and, by hand, the ops that take it back.</summary>
internal sealed record InverseCase(string Name, string State, CanvasOp[] Ops, CanvasOp[] Inverse);

/// <summary>What each op means (SPEC OP), case by case. Written by hand, so that the vectors are not what the code happens to do.</summary>
internal static class HandWrittenFolds
{
    public static IEnumerable<FoldCase> All => [.. Adds, .. Removes, .. Updates, .. Moves, .. Texts, .. Wholes, .. Spellings];

    public static InverseCase[] Inverses { get; } =
    [
        new("add", "a", [Add("b")], [Remove("b")]),
        new("add then children", "", [Add("g"), Add("x", "g")], [Remove("x"), Remove("g")]),
        new("remove a leaf", "a b:hi c", [Remove("b")], [Add("b", at: 1, text: "hi")]),
        new("remove a subtree", "a g[x[y] z]", [Remove("g")], [Add("g", at: 1), Add("x", "g"), Add("y", "x"), Add("z", "g")]),
        new("remove a child", "g[x y z]", [Remove("y")], [Add("y", "g", 1)]),
        new("update sets and adds", "a{x=1}", [Set("a", ("x", "2"), ("y", "3"))], [Update("a", ("x", "1"), "y")]),
        new("update unsets", "a{x=1}", [Unset("a", "x", "none")], [Update("a", ("x", "1"), "none")]),
        new("move within a parent", "a b c", [Move("a", null, 2)], [Move("a", null, 0)]),
        new("move to another parent", "g[x y] h", [Move("y", "h", 0)], [Move("y", "g", 1)]),
        new("insert_text", "t:abc", [Insert(1, "xy")], [Delete(1, 2)]),
        new("delete_range", "t:abc", [Delete(1, 2)], [Insert(1, "bc")]),
        new("replace_text_range", "t:abc", [Replace(1, 1, "xyz")], [Replace(1, 3, "b")]),
        new("replace by nothing", "t:abc", [Replace(1, 1, "")], [Insert(1, "b")]),
        new("replace of nothing", "t:abc", [Replace(1, 0, "x")], [Delete(1, 1)]),
        new("a surrogate pair", "t:a😀b", [Delete(1, 2)], [Insert(1, "😀")]),
        new("set_meta new", "a", [Meta("title", "\"T\"")], [Meta("title", null)]),
        new("set_meta over an old value", "@title=\"O\" a", [Meta("title", "\"T\"")], [Meta("title", "\"O\"")]),
        new("set_meta unset", "@title=\"O\" a", [Meta("title", null)], [Meta("title", "\"O\"")]),
        new("reset", "@title=\"O\" a[b]", [Reset("c")], [Reset("@title=\"O\" a[b]")]),
        new("ops in order, inverses in reverse", "t:abc", [Insert(3, "d"), Delete(0, 1)], [Insert(0, "a"), Delete(3, 1)]),
    ];

    private static FoldCase[] Adds =>
    [
        new("OP add", "at the end without an index", "a b", [Add("c")], "a b c"),
        new("OP add", "into the empty canvas", "", [Add("a")], "a"),
        new("OP add", "at the front", "a b", [Add("c", at: 0)], "c a b"),
        new("OP add", "before the sibling at the index", "a b", [Add("c", at: 1)], "a c b"),
        new("OP add", "an index above is clamped", "a b", [Add("c", at: 99)], "a b c"),
        new("OP add", "under a parent", "g[x y]", [Add("z", "g", 1)], "g[x z y]"),
        new("OP add", "under an atom of the same command", "", [Add("g"), Add("x", "g"), Add("y", "x")], "g[x[y]]"),
        new("OP add", "with properties", "", [Add("t", text: "hi"), Set("t", ("x", "1"))], "t:hi{x=1}"),
        new("OP add", "an id that exists does not fit", "a", [Add("a")], 0),
        new("OP add", "an id that exists elsewhere does not fit", "g[x] h", [Add("x", "h")], 0),
        new("OP add", "a parent that does not exist does not fit", "a", [Add("b", "nobody")], 0),
        new("OP add", "itself as parent does not fit", "a", [Add("b", "b")], 0),
        new("OP add", "the parent may stand in the atom", "g",
            """[{"kind":"add","atom":{"id":"x","type":"t","parent_id":"g"}}]""", "g[x]"),
        new("OP add", "the parent may stand in both", "g",
            """[{"kind":"add","atom":{"id":"x","type":"t","parent_id":"g"},"parent_id":"g"}]""", "g[x]"),
        new("OP add", "children in the atom are ignored", "a",
            """[{"kind":"add","atom":{"id":"x","type":"t","children":["a","b"]},"index":0}]""", "x a"),
        new("OP1", "an id can come back in the same command", "a b", [Remove("a"), Add("a")], "b a"),
    ];

    private static FoldCase[] Removes =>
    [
        new("OP remove", "a leaf", "a b c", [Remove("b")], "a c"),
        new("OP remove", "with all below", "a g[x[y] z]", [Remove("g")], "a"),
        new("OP remove", "inside a parent", "g[x y z]", [Remove("y")], "g[x z]"),
        new("OP remove", "an unknown atom does not fit", "a", [Remove("b")], 0),
        new("OP remove", "what went with its parent does not fit", "g[x]", [Remove("g"), Remove("x")], 1),
        new("OP1", "all or nothing: the third op does not fit", "a", [Add("b"), Remove("a"), Remove("a")], 2),
    ];

    private static FoldCase[] Updates =>
    [
        new("OP update", "sets and keeps", "a{x=1,y=2}", [Set("a", ("x", "3"))], "a{x=3,y=2}"),
        new("OP update", "adds", "a", [Set("a", ("x", "[1,{\"b\":2}]"))], "a{x=[1,{\"b\":2}]}"),
        new("OP update", "merges only the first level", "a{x=[1]}", [Set("a", ("x", "{\"q\":2}"))], "a{x={\"q\":2}}"),
        new("OP update", "null is a value", "a{x=1}", [Set("a", ("x", "null"))], "a{x=null}"),
        new("OP update", "unset removes", "a{x=1,y=2}", [Unset("a", "x")], "a{y=2}"),
        new("OP update", "unset of what is absent changes nothing", "a{x=1}", [Unset("a", "y")], "a{x=1}"),
        new("OP update", "set and unset together", "a{x=1,y=2}", [Update("a", ("z", "3"), "x")], "a{y=2,z=3}"),
        new("OP update", "nothing at all", "a{x=1}", """[{"kind":"update","atom_id":"a"}]""", "a{x=1}"),
        new("OP update", "an unknown atom does not fit", "a", [Set("b", ("x", "1"))], 0),
        new("OP set_meta", "sets", "a", [Meta("title", "\"T\"")], "@title=\"T\" a"),
        new("OP set_meta", "replaces", "@title=\"O\" a", [Meta("title", "\"T\"")], "@title=\"T\" a"),
        new("OP set_meta", "null is a value", "@title=\"O\"", [Meta("title", "null")], "@title=null"),
        new("OP set_meta", "unset removes", "@title=\"O\" a", [Meta("title", null)], "a"),
        new("OP set_meta", "unset of what is absent changes nothing", "a", [Meta("title", null)], "a"),
        new("OP set_meta", "a value with unset false", "", """[{"kind":"set_meta","key":"k","value":1,"unset":false}]""", "@k=1"),
    ];

    private static FoldCase[] Moves =>
    [
        new("OP move", "forward: the index counts without the atom", "a b c d", [Move("a", null, 2)], "b c a d"),
        new("OP move", "backward", "a b c d", [Move("d", null, 1)], "a d b c"),
        new("OP move", "to the end", "a b c", [Move("a", null, 2)], "b c a"),
        new("OP move", "an index above is clamped after the removal", "a b c", [Move("a", null, 99)], "b c a"),
        new("OP move", "to where it stands", "a b c", [Move("b", null, 1)], "a b c"),
        new("OP move", "into a parent, with all below", "a[b] g[x]", [Move("a", "g", 0)], "g[a[b] x]"),
        new("OP move", "out to the root", "g[x y]", [Move("y", null, 0)], "y g[x]"),
        new("OP move", "without a parent is to the root", "g[x]", """[{"kind":"move","atom_id":"x","new_index":0}]""", "x g"),
        new("OP move", "to its own parent", "g[x y]", [Move("x", "g", 1)], "g[y x]"),
        new("OP move", "up past its parent", "g[h[x]]", [Move("x", "g", 0)], "g[x h]"),
        new("OP move", "below itself does not fit", "a", [Move("a", "a", 0)], 0),
        new("OP move", "below its own child does not fit", "a[b[c]]", [Move("a", "c", 0)], 0),
        new("OP move", "an unknown atom does not fit", "a", [Move("b", null, 0)], 0),
        new("OP move", "an unknown parent does not fit", "a", [Move("a", "b", 0)], 0),
        new("OP move", "a cycle in two steps does not fit", "a b", [Move("a", "b", 0), Move("b", "a", 0)], 1),
    ];

    private static FoldCase[] Texts =>
    [
        new("OP insert_text", "at the front", "t:abc", [Insert(0, "x")], "t:xabc"),
        new("OP insert_text", "inside", "t:abc", [Insert(1, "xy")], "t:axybc"),
        new("OP insert_text", "at the end", "t:abc", [Insert(3, "x")], "t:abcx"),
        new("OP insert_text", "into the empty text", "t:", [Insert(0, "x")], "t:x"),
        new("OP insert_text", "nothing", "t:abc", [Insert(1, "")], "t:abc"),
        new("OP insert_text", "beyond the end does not fit", "t:abc", [Insert(4, "x")], 0),
        new("OP insert_text", "before a pair", "t:a😀b", [Insert(1, "x")], "t:ax😀b"),
        new("OP insert_text", "after a pair: it counts two units", "t:a😀b", [Insert(3, "x")], "t:a😀xb"),
        new("OP insert_text", "inside a pair does not fit", "t:a😀b", [Insert(2, "x")], 0),
        new("OP insert_text", "nothing inside a pair does not fit either", "t:a😀b", [Insert(2, "")], 0),
        new("OP insert_text", "between two pairs", "t:😀😁", [Insert(2, "x")], "t:😀x😁"),
        new("OP insert_text", "no such property does not fit", "t{x=1}", [Insert(0, "x")], 0),
        new("OP insert_text", "a number is not a text", "t{text=1}", [Insert(0, "x")], 0),
        new("OP insert_text", "null is not a text", "t{text=null}", [Insert(0, "x")], 0),
        new("OP insert_text", "an unknown atom does not fit", "t:abc", [Insert(0, "x", "u")], 0),
        new("OP insert_text", "into an escaped text: units are those of the text, not of its JSON", "t{text=\"\\u0041\\n\\ud83d\\ude00\"}",
            [Insert(4, "x"), Insert(1, "y")], "t:Ay\n😀x"),
        new("OP delete_range", "inside", "t:abcd", [Delete(1, 2)], "t:ad"),
        new("OP delete_range", "all", "t:abc", [Delete(0, 3)], "t:"),
        new("OP delete_range", "nothing at the end", "t:abc", [Delete(3, 0)], "t:abc"),
        new("OP delete_range", "nothing beyond the end does not fit", "t:abc", [Delete(4, 0)], 0),
        new("OP delete_range", "more than there is does not fit", "t:abc", [Delete(1, 3)], 0),
        new("OP delete_range", "a whole pair", "t:a😀b", [Delete(1, 2)], "t:ab"),
        new("OP delete_range", "half a pair at the end does not fit", "t:a😀b", [Delete(0, 2)], 0),
        new("OP delete_range", "half a pair at the start does not fit", "t:a😀b", [Delete(2, 2)], 0),
        new("OP replace_text_range", "inside", "t:abcd", [Replace(1, 2, "xyz")], "t:axyzd"),
        new("OP replace_text_range", "nothing by something", "t:abc", [Replace(1, 0, "x")], "t:axbc"),
        new("OP replace_text_range", "something by nothing", "t:abc", [Replace(1, 1, "")], "t:ac"),
        new("OP replace_text_range", "half a pair does not fit", "t:a😀b", [Replace(2, 1, "x")], 0),
        new("OP replace_text_range", "beyond the end does not fit", "t:abc", [Replace(2, 2, "x")], 0),
        new("OP insert_text", "a large position does not fit", "t:abc",
            """[{"kind":"insert_text","atom_id":"t","property":"text","at":9007199254740991,"text":"x"}]""", null, 0),
    ];

    private static FoldCase[] Wholes =>
    [
        new("OP reset", "replaces everything", "@title=\"O\" a[b] c:hi", [Reset("@k=1 x[y]")], "@k=1 x[y]"),
        new("OP reset", "to nothing", "a[b]", [Reset("")], ""),
        new("OP5", "later ops see the new state", "a", [Reset("b"), Remove("a")], 1),
    ];

    /// <summary>The hash knows values, not spellings (RFC 8785).</summary>
    private static FoldCase[] Spellings =>
    [
        new("OP3", "numbers", "", """[{"kind":"add","atom":{"id":"a","type":"t","properties":{"p":1.0,"q":1e2,"r":-0,"s":0.10,"u":1E-7}}}]""", "a{p=1.0,q=1e2,r=-0,s=0.10,u=1E-7}"),
        new("OP3", "strings", "", """[{"kind":"add","atom":{"id":"a","type":"t","properties":{"p":"\u0041\/\u00e9\ud83d\ude00"}}}]""", "a{p=\"\\u0041\\/\\u00e9\\ud83d\\ude00\"}"),
        new("OP3", "names sort by UTF-16 units", "", """[{"kind":"add","atom":{"id":"a","type":"t","properties":{"\ufb33":1,"😀":2,"é":3,"z":4,"Z":5}}}]""", "a{Z=5,z=4,é=3,😀=2,\ufb33=1}"),
        new("OP3", "members inside a value", "", """[{"kind":"add","atom":{"id":"a","type":"t","properties":{"p":{"b":[2,{"d":1,"c":2}],"a":null}}}}]""", "a{p={\"b\":[2,{\"d\":1,\"c\":2}],\"a\":null}}"),
        new("OP3", "ids sort by code unit, not by alphabet", "", [Add("b"), Add("a.1"), Add("B"), Add("a-1"), Add("a:1")], "b a.1 B a-1 a:1"),
    ];
}
