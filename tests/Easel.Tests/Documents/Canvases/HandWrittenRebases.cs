using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.RebaseReasons;
using static Easel.Tests.Documents.Canvases.Say;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Pending ops over committed ones and, by hand, what they become, what is dropped, and the canvas in the end.</summary>
internal sealed record RebaseCase(string Rule, string Name, string State, CanvasOp[] Pending, CanvasOp[][] Committed)
{
    public (int OpIndex, CanvasOp Op)[] Rebased { get; init; } = [];

    public DroppedOp[] Dropped { get; init; } = [];

    public required string End { get; init; }
}

/// <summary>The rules of SPEC RB, case by case, written by hand from their words.</summary>
internal static class HandWrittenRebases
{
    public static IEnumerable<RebaseCase> All => [.. Removed, .. Twins, .. Updated, .. Typed, .. Placed, .. OverReset, .. Batches];

    private static RebaseCase[] Removed =>
    [
        new("RB1", "update of what was removed", "a b", [Set("a", ("x", "1"))], [[Remove("a")]])
            { Dropped = [new(0, AtomRemoved)], End = "b" },
        new("RB1", "update below what was removed", "g[h[x]]", [Set("x", ("x", "1"))], [[Remove("g")]])
            { Dropped = [new(0, AtomRemoved)], End = "" },
        new("RB1", "text in what was removed", "t:hi", [Insert(0, "x")], [[Remove("t")]])
            { Dropped = [new(0, AtomRemoved)], End = "" },
        new("RB1", "add into what was removed", "g a", [Add("x", "g", 0)], [[Remove("g")]])
            { Dropped = [new(0, AtomRemoved)], End = "a" },
        new("RB1", "add below what was removed", "g[h]", [Add("x", "h")], [[Remove("g")]])
            { Dropped = [new(0, AtomRemoved)], End = "" },
        new("RB1", "move of what was removed", "a b", [Move("a", null, 1)], [[Remove("a")]])
            { Dropped = [new(0, AtomRemoved)], End = "b" },
        new("RB1", "move out of what was removed comes too late", "g[x] b", [Move("x", null, 0)], [[Remove("g")]])
            { Dropped = [new(0, AtomRemoved)], End = "b" },
        new("RB1", "move into what was removed leaves the atom where it was", "g a", [Move("a", "g", 0)], [[Remove("g")]])
            { Dropped = [new(0, AtomRemoved)], End = "a" },
        new("RB1", "later ops on a dropped add go with it", "g", [Add("x", "g"), Set("x", ("k", "1")), Add("y", "x"), Add("z")], [[Remove("g")]])
            { Rebased = [(3, Add("z"))], Dropped = [new(0, AtomRemoved), new(1, AtomRemoved), new(2, AtomRemoved)], End = "z" },
        new("RB1", "remove of the same is satisfied", "a b", [Remove("a")], [[Remove("a")]]) { End = "b" },
        new("RB1", "remove below the removed is satisfied", "g[h[x]] b", [Remove("x")], [[Remove("g")]]) { End = "b" },
        new("RB1", "remove above the removed stays", "g[h[x]] b", [Remove("g")], [[Remove("h")]])
            { Rebased = [(0, Remove("g"))], End = "b" },
        new("RB1", "a removed and added again atom is another", "a", [Set("a", ("x", "1"))], [[Remove("a"), Add("a")]])
            { Dropped = [new(0, AtomRemoved)], End = "a" },
        new("RB1", "others are untouched", "a b", [Set("b", ("x", "1")), Meta("k", "1")], [[Remove("a")]])
            { Rebased = [(0, Set("b", ("x", "1"))), (1, Meta("k", "1"))], End = "@k=1 b{x=1}" },
        new("RB1", "remove stands over an update of the same", "a b", [Remove("a")], [[Set("a", ("x", "1"))]])
            { Rebased = [(0, Remove("a"))], End = "b" },
        new("RB1", "remove takes what was added inside", "g b", [Remove("g")], [[Add("x", "g")]])
            { Rebased = [(0, Remove("g"))], End = "b" },
        new("RB1", "remove spares what was moved out", "g[x] b", [Remove("g")], [[Move("x", null, 0)]])
            { Rebased = [(0, Remove("g"))], End = "x b" },
        new("RB1", "after a remove that spared something, later ops find it", "g[x] b", [Remove("g"), Add("y", at: 0)], [[Move("x", null, 0)]])
            { Rebased = [(0, Remove("g")), (1, Add("y", at: 1))], End = "x y b" },
        new("RB1", "an op whose target was moved away before the removal stays", "g[x]", [Set("x", ("k", "1"))], [[Move("x", null, 0), Remove("g")]])
            { Rebased = [(0, Set("x", ("k", "1")))], End = "x{k=1}" },
    ];

    private static RebaseCase[] Twins =>
    [
        new("RB2", "add of an id that was added", "", [Add("a", text: "mine")], [[Add("a", text: "theirs")]])
            { Dropped = [new(0, AtomExists)], End = "a:theirs" },
        new("RB2", "elsewhere in the tree too", "g", [Add("a", "g")], [[Add("a")]])
            { Dropped = [new(0, AtomExists)], End = "g a" },
        new("RB2", "later updates meet the committed atom", "", [Add("a"), Set("a", ("x", "1"))], [[Add("a", text: "theirs")]])
            { Rebased = [(1, Set("a", ("x", "1")))], Dropped = [new(0, AtomExists)], End = "a:theirs{x=1}" },
        new("RB2", "later children go below the committed atom", "", [Add("a"), Add("x", "a")], [[Add("a"), Add("y", "a")]])
            { Rebased = [(1, Add("x", "a"))], Dropped = [new(0, AtomExists)], End = "a[y x]" },
        new("RB2", "a later move wins over its place", "g", [Add("a"), Move("a", "g", 0)], [[Add("a", at: 0)]])
            { Rebased = [(1, Move("a", "g", 0))], Dropped = [new(0, AtomExists)], End = "g[a]" },
        new("RB2", "a later remove removes it", "b", [Add("a"), Remove("a")], [[Add("a")]])
            { Rebased = [(1, Remove("a"))], Dropped = [new(0, AtomExists)], End = "b" },
        new("RB2", "a later text op was meant for another text", "", [Add("t", text: "mine"), Insert(4, "!")], [[Add("t", text: "yo")]])
            { Dropped = [new(0, AtomExists), new(1, TextReplaced)], End = "t:yo" },
        new("RB2", "added and removed again: there is no twin any more", "b", [Add("a")], [[Add("a"), Remove("a")]])
            { Dropped = [new(0, AtomExists)], End = "b" },
    ];

    private static RebaseCase[] Updated =>
    [
        new("RB3", "the pending update wins per property", "a", [Set("a", ("x", "1"), ("y", "2"))], [[Set("a", ("x", "9"), ("z", "3"))]])
            { Rebased = [(0, Set("a", ("x", "1"), ("y", "2")))], End = "a{x=1,y=2,z=3}" },
        new("RB3", "a pending unset wins", "a{x=1}", [Unset("a", "x")], [[Set("a", ("x", "9"))]])
            { Rebased = [(0, Unset("a", "x"))], End = "a" },
        new("RB3", "a pending set wins over an unset", "a{x=1}", [Set("a", ("x", "2"))], [[Unset("a", "x")]])
            { Rebased = [(0, Set("a", ("x", "2")))], End = "a{x=2}" },
        new("RB3", "text over an update of its property", "t:old", [Insert(3, "!")], [[Set("t", ("text", "\"new\""))]])
            { Dropped = [new(0, TextReplaced)], End = "t:new" },
        new("RB3", "text over an unset of its property", "t:old", [Delete(0, 1)], [[Unset("t", "text")]])
            { Dropped = [new(0, TextReplaced)], End = "t" },
        new("RB3", "text over an update of another property", "t:old", [Insert(3, "!")], [[Set("t", ("x", "1"))]])
            { Rebased = [(0, Insert(3, "!"))], End = "t:old!{x=1}" },
        new("RB3", "update of a text wins over typing", "t:old", [Set("t", ("text", "\"new\""))], [[Insert(3, "!")]])
            { Rebased = [(0, Set("t", ("text", "\"new\"")))], End = "t:new" },
        new("RB3", "typing after the own update goes on", "t:old", [Set("t", ("text", "\"new\"")), Insert(3, "!")], [[Insert(0, "x")]])
            { Rebased = [(0, Set("t", ("text", "\"new\""))), (1, Insert(3, "!"))], End = "t:new!" },
        new("RB3", "also over an update", "t:old", [Set("t", ("text", "\"new\"")), Insert(3, "!")], [[Set("t", ("text", "\"theirs\""))]])
            { Rebased = [(0, Set("t", ("text", "\"new\""))), (1, Insert(3, "!"))], End = "t:new!" },
        new("RB3", "all typing is dropped, the rest stays", "t:old", [Insert(3, "!"), Insert(4, "?"), Set("t", ("x", "1"))], [[Set("t", ("text", "\"n\""))]])
            { Rebased = [(2, Set("t", ("x", "1")))], Dropped = [new(0, TextReplaced), new(1, TextReplaced)], End = "t:n{x=1}" },
        new("RB3", "a move does not disturb an update", "a b", [Set("a", ("x", "1"))], [[Move("a", "b", 0)]])
            { Rebased = [(0, Set("a", ("x", "1")))], End = "b[a{x=1}]" },
        new("RB6", "set_meta over set_meta: the pending one wins", "", [Meta("k", "1")], [[Meta("k", "2"), Meta("l", "3")]])
            { Rebased = [(0, Meta("k", "1"))], End = "@k=1 @l=3" },
        new("RB6", "a pending unset of meta wins", "@k=0", [Meta("k", null)], [[Meta("k", "2")]])
            { Rebased = [(0, Meta("k", null))], End = "" },
    ];

    private static RebaseCase[] Typed =>
    [
        new("RB4", "insert after an insert shifts", "t:hello", [Insert(3, "P")], [[Insert(1, "cc")]]) { Rebased = [(0, Insert(5, "P"))], End = "t:hccelPlo" },
        new("RB4", "insert before an insert stays", "t:hello", [Insert(1, "P")], [[Insert(3, "cc")]]) { Rebased = [(0, Insert(1, "P"))], End = "t:hPelcclo" },
        new("RB4", "insert at the same place: the committed text first", "t:hello", [Insert(2, "P")], [[Insert(2, "cc")]]) { Rebased = [(0, Insert(4, "P"))], End = "t:heccPllo" },
        new("RB4", "two inserts at the same place stay together", "t:", [Insert(0, "P"), Insert(1, "Q")], [[Insert(0, "c"), Insert(1, "d")]]) { Rebased = [(0, Insert(2, "P")), (1, Insert(3, "Q"))], End = "t:cdPQ" },
        new("RB4", "typed backwards at the same place", "t:", [Insert(0, "P"), Insert(0, "Q")], [[Insert(0, "c")]]) { Rebased = [(0, Insert(1, "P")), (1, Insert(1, "Q"))], End = "t:cQP" },
        new("RB4", "insert inside a deleted span moves to its start", "t:hello", [Insert(3, "P")], [[Delete(1, 3)]]) { Rebased = [(0, Insert(1, "P"))], End = "t:hPo" },
        new("RB4", "insert at the start of a deleted span", "t:hello", [Insert(1, "P")], [[Delete(1, 3)]]) { Rebased = [(0, Insert(1, "P"))], End = "t:hPo" },
        new("RB4", "insert at the end of a deleted span", "t:hello", [Insert(4, "P")], [[Delete(1, 3)]]) { Rebased = [(0, Insert(1, "P"))], End = "t:hPo" },
        new("RB4", "insert behind a deleted span", "t:hello", [Insert(5, "P")], [[Delete(1, 3)]]) { Rebased = [(0, Insert(2, "P"))], End = "t:hoP" },
        new("RB4", "delete of what was deleted is satisfied", "t:hello", [Delete(1, 3)], [[Delete(1, 3)]]) { End = "t:ho" },
        new("RB4", "delete inside what was deleted is satisfied", "t:hello", [Delete(2, 1)], [[Delete(1, 3)]]) { End = "t:ho" },
        new("RB4", "delete around what was deleted", "t:hello", [Delete(0, 5)], [[Delete(1, 3)]]) { Rebased = [(0, Delete(0, 2))], End = "t:" },
        new("RB4", "deletes overlap, the pending one first", "t:hello", [Delete(0, 3)], [[Delete(2, 2)]]) { Rebased = [(0, Delete(0, 2))], End = "t:o" },
        new("RB4", "deletes overlap, the committed one first", "t:hello", [Delete(2, 3)], [[Delete(1, 2)]]) { Rebased = [(0, Delete(1, 2))], End = "t:h" },
        new("RB4", "deletes touch", "t:hello", [Delete(3, 1)], [[Delete(1, 2)]]) { Rebased = [(0, Delete(1, 1))], End = "t:ho" },
        new("RB4", "committed text inside a deleted range survives: two ops", "t:hello", [Delete(1, 3)], [[Insert(2, "cc")]]) { Rebased = [(0, Delete(1, 1)), (0, Delete(3, 2))], End = "t:hcco" },
        new("RB4", "committed text at the start of a deleted range", "t:hello", [Delete(1, 3)], [[Insert(1, "cc")]]) { Rebased = [(0, Delete(3, 3))], End = "t:hcco" },
        new("RB4", "committed text at the end of a deleted range", "t:hello", [Delete(1, 3)], [[Insert(4, "cc")]]) { Rebased = [(0, Delete(1, 3))], End = "t:hcco" },
        new("RB4", "a range split twice", "t:hello", [Delete(0, 5)], [[Insert(1, "A"), Insert(4, "B")]])
            { Rebased = [(0, Delete(0, 1)), (0, Delete(1, 2)), (0, Delete(2, 2))], End = "t:AB" },
        new("RB4", "replace over an insert before it", "t:hello", [Replace(1, 3, "PQ")], [[Insert(0, "cc")]]) { Rebased = [(0, Replace(3, 3, "PQ"))], End = "t:cchPQo" },
        new("RB4", "replace over an insert behind it", "t:hello", [Replace(1, 3, "PQ")], [[Insert(5, "cc")]]) { Rebased = [(0, Replace(1, 3, "PQ"))], End = "t:hPQocc" },
        new("RB4", "replace over an insert at its start", "t:hello", [Replace(1, 3, "PQ")], [[Insert(1, "cc")]]) { Rebased = [(0, Replace(3, 3, "PQ"))], End = "t:hccPQo" },
        new("RB4", "replace over an insert inside: delete around it, then insert where the range began, behind it", "t:hello", [Replace(1, 3, "PQ")], [[Insert(2, "cc")]])
            { Rebased = [(0, Delete(1, 1)), (0, Delete(3, 2)), (0, Insert(3, "PQ"))], End = "t:hccPQo" },
        new("RB4", "replace over an insert at its end: once deleted it is the same place, the committed text first", "t:hello", [Replace(1, 3, "PQ")], [[Insert(4, "cc")]])
            { Rebased = [(0, Delete(1, 3)), (0, Insert(3, "PQ"))], End = "t:hccPQo" },
        new("RB4", "replace of what was deleted inserts", "t:hello", [Replace(1, 3, "PQ")], [[Delete(0, 5)]]) { Rebased = [(0, Insert(0, "PQ"))], End = "t:PQ" },
        new("RB4", "replace over a replace of the same: deleted once, the committed text first", "t:hello", [Replace(1, 3, "PQ")], [[Replace(1, 3, "cc")]])
            { Rebased = [(0, Insert(3, "PQ"))], End = "t:hccPQo" },
        new("RB4", "insert inside a replaced range moves to its start, behind what replaced it", "t:hello", [Insert(2, "P")], [[Replace(1, 3, "cc")]])
            { Rebased = [(0, Insert(3, "P"))], End = "t:hccPo" },
        new("RB4", "insert at the start of a replaced range: the committed text first", "t:hello", [Insert(1, "P")], [[Replace(1, 3, "cc")]])
            { Rebased = [(0, Insert(3, "P"))], End = "t:hccPo" },
        new("RB4", "delete over a replace that overlaps", "t:hello", [Delete(0, 3)], [[Replace(1, 3, "cc")]]) { Rebased = [(0, Delete(0, 1))], End = "t:cco" },
        new("RB4", "surrogate pairs are never parted", "t:a😀b😁", [Delete(1, 2), Insert(1, "P")], [[Insert(3, "😂")]])
            { Rebased = [(0, Delete(1, 2)), (1, Insert(3, "P"))], End = "t:a😂Pb😁" },
        new("RB4", "another property is another text", "t:hello", [Insert(3, "P")], [[Set("t", ("x", "\"hello\"")), new CanvasOp.InsertText("t", "x", 0, "cc")]])
            { Rebased = [(0, Insert(3, "P"))], End = "t:helPlo{x=\"cchello\"}" },
        new("RB4", "another atom is another text", "t:hello u:hello", [Insert(3, "P")], [[Insert(0, "cc", "u")]])
            { Rebased = [(0, Insert(3, "P"))], End = "t:helPlo u:cchello" },
    ];

    private static RebaseCase[] Placed =>
    [
        new("RB5", "add behind an added sibling", "a b", [Add("p", at: 1)], [[Add("c", at: 0)]]) { Rebased = [(0, Add("p", at: 2))], End = "c a p b" },
        new("RB5", "add before an added sibling", "a b", [Add("p", at: 0)], [[Add("c", at: 1)]]) { Rebased = [(0, Add("p", at: 0))], End = "p a c b" },
        new("RB5", "add at the same index: the committed one first", "a b", [Add("p", at: 1)], [[Add("c", at: 1)]]) { Rebased = [(0, Add("p", at: 2))], End = "a c p b" },
        new("RB5", "a missing index stays missing", "a b", [Add("p")], [[Add("c")]]) { Rebased = [(0, Add("p"))], End = "a b c p" },
        new("RB5", "an index at the end meets an add without one", "a b", [Add("p", at: 2)], [[Add("c")]]) { Rebased = [(0, Add("p", at: 3))], End = "a b c p" },
        new("RB5", "a clamped index goes on meaning the end", "a b", [Add("p", at: 99)], [[Add("c"), Add("d")]]) { Rebased = [(0, Add("p", at: 101))], End = "a b c d p" },
        new("RB5", "add under another parent does not shift", "g a", [Add("p", at: 1)], [[Add("c", "g", 0)]]) { Rebased = [(0, Add("p", at: 1))], End = "g[c] p a" },
        new("RB5", "add behind a removed sibling", "a b c", [Add("p", at: 2)], [[Remove("a")]]) { Rebased = [(0, Add("p", at: 1))], End = "b p c" },
        new("RB5", "add before a removed sibling", "a b c", [Add("p", at: 1)], [[Remove("b")]]) { Rebased = [(0, Add("p", at: 1))], End = "a p c" },
        new("RB5", "add behind one that moved away", "g a b", [Add("p", at: 3)], [[Move("a", "g", 0)]]) { Rebased = [(0, Add("p", at: 2))], End = "g[a] b p" },
        new("RB5", "add behind one that moved in", "g[x] a", [Add("p", at: 2)], [[Move("x", null, 0)]]) { Rebased = [(0, Add("p", at: 3))], End = "x g a p" },
        new("RB5", "add among siblings that one crossed forward", "a b c", [Add("p", at: 1)], [[Move("a", null, 2)]]) { Rebased = [(0, Add("p", at: 0))], End = "p b c a" },
        new("RB5", "add among siblings that one crossed backward", "a b c", [Add("p", at: 2)], [[Move("c", null, 0)]]) { Rebased = [(0, Add("p", at: 3))], End = "c a b p" },
        new("RB5", "move behind an added sibling", "a b c", [Move("a", null, 1)], [[Add("n", at: 0)]]) { Rebased = [(0, Move("a", null, 2))], End = "n b a c" },
        new("RB5", "move behind a removed sibling", "a b c d", [Move("a", null, 2)], [[Remove("b")]]) { Rebased = [(0, Move("a", null, 1))], End = "c a d" },
        new("RB5", "move to the place that another moved to: the committed one first", "a b c d", [Move("a", null, 1)], [[Move("d", null, 2)]]) { Rebased = [(0, Move("a", null, 2))], End = "b d a c" },
        new("RB5", "the same index is another place if one of them left it", "a b c d", [Move("a", null, 2)], [[Move("d", null, 2)]]) { Rebased = [(0, Move("a", null, 3))], End = "b d c a" },
        new("RB5", "move of the same atom: the pending one wins", "a b c", [Move("a", null, 2)], [[Move("a", "b", 0)]]) { Rebased = [(0, Move("a", null, 2))], End = "b c a" },
        new("RB5", "move of the same atom within one parent", "a b c d", [Move("b", null, 3)], [[Move("b", null, 0)]]) { Rebased = [(0, Move("b", null, 3))], End = "a c d b" },
        new("RB5", "a move that now makes a cycle", "a b", [Move("a", "b", 0)], [[Move("b", "a", 0)]]) { Dropped = [new(0, Cycle)], End = "a[b]" },
        new("RB5", "a cycle through others", "a b[c]", [Move("a", "c", 0)], [[Move("b", "a", 0)]]) { Dropped = [new(0, Cycle)], End = "a[b[c]]" },
        new("RB5", "after a dropped move the rest stays", "a b", [Move("a", "b", 0), Set("a", ("x", "1"))], [[Move("b", "a", 0)]]) { Rebased = [(1, Set("a", ("x", "1")))], Dropped = [new(0, Cycle)], End = "a{x=1}[b]" },
        new("RB5", "add into a parent that moved", "g h", [Add("p", "g")], [[Move("g", "h", 0)]]) { Rebased = [(0, Add("p", "g"))], End = "h[g[p]]" },
    ];

    private static RebaseCase[] OverReset =>
    [
        new("RB6", "ops on atoms that are gone", "a b", [Set("a", ("x", "1")), Move("a", null, 1), Move("b", "a", 0), Add("p", "a")], [[Reset("b")]])
            { Dropped = [new(0, AtomRemoved), new(1, AtomRemoved), new(2, AtomRemoved), new(3, AtomRemoved)], End = "b" },
        new("RB6", "remove of what is gone is satisfied", "a b", [Remove("a")], [[Reset("b")]]) { End = "b" },
        new("RB6", "ops on atoms that stayed", "a b", [Set("b", ("x", "1")), Meta("k", "1")], [[Reset("c b")]])
            { Rebased = [(0, Set("b", ("x", "1"))), (1, Meta("k", "1"))], End = "@k=1 c b{x=1}" },
        new("RB6", "add of what it brought", "a", [Add("p", text: "mine")], [[Reset("p:theirs")]]) { Dropped = [new(0, AtomExists)], End = "p:theirs" },
        new("RB6", "add of something else", "a", [Add("p")], [[Reset("b")]]) { Rebased = [(0, Add("p"))], End = "b p" },
        new("RB6", "typing in a text that is the same", "t:hi", [Insert(2, "!")], [[Reset("a t:hi")]]) { Rebased = [(0, Insert(2, "!"))], End = "a t:hi!" },
        new("RB6", "typing in a text that differs", "t:hi", [Insert(2, "!")], [[Reset("t:ho")]]) { Dropped = [new(0, TextReplaced)], End = "t:ho" },
        new("RB6", "typing in a text that is no more", "t:hi", [Insert(2, "!")], [[Reset("t{text=1}")]]) { Dropped = [new(0, TextReplaced)], End = "t{text=1}" },
        new("RB6", "typing goes on in the own text", "t:hi", [Insert(2, "!"), Insert(3, "!")], [[Reset("t:hi")]]) { Rebased = [(0, Insert(2, "!")), (1, Insert(3, "!"))], End = "t:hi!!" },
        new("RB6", "a move that would make a cycle there", "a b", [Move("a", "b", 0)], [[Reset("a[b]")]]) { Dropped = [new(0, Cycle)], End = "a[b]" },
        new("RB6", "a batch over a reset and more", "a", [Add("p"), Set("p", ("x", "1")), Set("a", ("x", "1"))], [[Set("a", ("y", "1"))], [Reset("b")], [Add("c", at: 0)]])
            { Rebased = [(0, Add("p")), (1, Set("p", ("x", "1")))], Dropped = [new(2, AtomRemoved)], End = "c b p{x=1}" },
    ];

    private static RebaseCase[] Batches =>
    [
        new("RB7", "the example of the rule", "t:hello", [Insert(0, "AB"), Insert(2, "C")], [[Insert(1, "x")]])
            { Rebased = [(0, Insert(0, "AB")), (1, Insert(2, "C"))], End = "t:ABChxello" },
        new("RB7", "over two commits, one after the other", "t:hello", [Insert(5, "!")], [[Insert(0, "a")], [Delete(0, 3)]])
            { Rebased = [(0, Insert(3, "!"))], End = "t:llo!" },
        new("RB7", "the second op knows what the first deleted", "t:hello", [Delete(0, 2), Insert(0, "P")], [[Insert(1, "x")]])
            { Rebased = [(0, Delete(0, 1)), (0, Delete(1, 1)), (1, Insert(1, "P"))], End = "t:xPllo" },
        new("RB7", "an added group and what is put into it", "a b", [Add("g", at: 0), Move("a", "g", 0), Move("b", "g", 1)], [[Add("c", at: 0), Move("b", null, 0)]])
            { Rebased = [(0, Add("g", at: 2)), (1, Move("a", "g", 0)), (2, Move("b", "g", 1))], End = "c g[a b]" },
        new("RB7", "of a group only what is still there", "a b", [Add("g"), Move("a", "g", 0), Move("b", "g", 1)], [[Remove("a")]])
            { Rebased = [(0, Add("g")), (2, Move("b", "g", 0))], Dropped = [new(1, AtomRemoved)], End = "g[b]" },
        new("RB7", "nothing was missed", "a", [Set("a", ("x", "1"))], []) { Rebased = [(0, Set("a", ("x", "1")))], End = "a{x=1}" },
        new("RB7", "everything is left out", "t:hello", [Delete(0, 5), Remove("t")], [[Delete(0, 5)], [Remove("t")]]) { End = "" },
    ];
}
