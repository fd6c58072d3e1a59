using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Idempotency keys: bound with their commits, for as long as the log is (SPEC CM3).</summary>
public abstract class KeyContract(StoreHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();

    [Fact]
    public async Task CM3_A_key_is_bound_with_its_commit()
    {
        Commit[] commits = [Commit(C1, 1, "a"), Commit(C1, 2), Commit(C1, 3, "b")];
        await Store.Commit(new Append(Record(C1), Revision.Zero, commits));

        var found = await Store.FindKeys(C1, "b", "x", "a", "b", "");

        Assert.Equal(["a", "b"], found.Keys.Order());
        Assert.Equal(new Revision(1), found["a"].Revision);
        Assert.Equal(new Revision(3), found["b"].Revision);
        Assert.Equal(Fingerprint("a").ToArray(), found["a"].Fingerprint.ToArray());
        Assert.Equal(Fingerprint("b").ToArray(), found["b"].Fingerprint.ToArray());
        Assert.Empty(await Store.FindKeys(C1));
    }

    [Fact]
    public async Task CM3_A_key_is_found_at_once_and_after_much_has_happened()
    {
        for (var n = 0; n < 60; n++)
        {
            await Store.Commit(Append(C1, n * 50, 50));
            var keys = Enumerable.Range(1, (n + 1) * 50).Select(revision => KeyOf(revision)).ToArray();
            var found = await Store.FindKeys(C1, [.. keys.Where((_, i) => i % 7 == n % 7 || i >= n * 50), "x", "k0"]);
            foreach (var (key, use) in found) Assert.Equal(key, KeyOf(use.Revision.Number));
            Assert.Equal(keys.Where((_, i) => i % 7 == n % 7 || i >= n * 50).Order(), found.Keys.Order());
        }
    }

    [Fact]
    public async Task CM3_Many_keys_are_looked_up_at_once()
    {
        await Store.Commit(Append(C1, 0, 3_000));
        await Store.Commit(Append(C1, 3_000, 2_000));
        string[] keys = [.. Enumerable.Range(1, 10_000).Select(n => KeyOf(n))];

        var found = await Store.FindKeys(C1, keys);

        Assert.Equal(5_000, found.Count);
        foreach (var (key, use) in found) Assert.Equal(key, KeyOf(use.Revision.Number));
    }

    [Fact]
    public async Task GE3_A_key_is_255_characters_of_any_script()
    {
        string[] keys =
        [
            new('k', 255), new string('k', 254) + "l", new string('k', 254), new('漢', 255), new string('漢', 254) + "字",
            string.Concat(Enumerable.Repeat("🙂", 127)) + "x", string.Concat(Enumerable.Repeat("🙂", 127)) + "y",
            new('\u0001', 255), new('\uffff', 255), "a",
        ];
        await CheckAsync(keys, absent: [new('k', 253), new('漢', 253), new('字', 255), "A"]);
    }

    [Fact]
    public async Task CM3_Keys_differ_if_any_character_does()
    {
        string[] keys =
        [
            "key", "Key", "KEY", " key", "key ", "key\t", "k\u00e9y", "ke\u0301y", "k\u00e8y", "key\0", "key\0a", "\0",
            "%", "_", "k%", "'", "''", "\"", "\\", "null", "0", "00", "0.0", "stra\u00dfe", "strasse", "\u0130", "i",
            "I", "\ud83d\ude42",
        ];
        await CheckAsync(keys, absent: ["kEY", "ke", "key  ", "key\0\0", "key\0b", "1", "STRASSE", "\u0131", "NULL"]);
    }

    [Fact]
    public async Task CM3_A_key_of_another_document_is_not_found()
    {
        DocumentKey[] others = [Key("c2"), Key(tenant: "t_b"), Key(env: "prod"), Key(kind: "map")];
        await Store.Commit(new Append(Record(C1), Revision.Zero, [Commit(C1, 1, "mine")]));
        foreach (var other in others)
        {
            var commits = new[] { Commit(other, 1, "theirs"), Commit(other, 2, "shared") };
            await Store.Commit(new Append(Record(other), Revision.Zero, commits));
        }

        await Store.Commit(new Append(Record(C1), new Revision(1), [Commit(C1, 2), Commit(C1, 3, "shared")]));

        Assert.Equal(["mine", "shared"], (await Store.FindKeys(C1, "theirs", "mine", "shared")).Keys.Order());
        Assert.Equal(new Revision(3), (await Store.FindKeys(C1, "shared"))["shared"].Revision);
        foreach (var other in others)
        {
            var found = await Store.FindKeys(other, "theirs", "mine", "shared");
            Assert.Equal(["shared", "theirs"], found.Keys.Order());
            Assert.Equal(new Revision(2), found["shared"].Revision);
        }
    }

    [Fact]
    public async Task CM3_A_lost_race_binds_nothing()
    {
        await Store.Commit(Append(C1, 0));
        var late = new Append(Record(C1), Revision.Zero, [Commit(C1, 1, "late", by: "bob")]);
        Assert.Equal(AppendResult.LostRace, await Store.Append(late));
        Assert.Empty(await Store.FindKeys(C1, "late"));

        await Store.Commit(new Append(Record(C1), new Revision(1), [Commit(C1, 2, "late", by: "bob")]));

        Assert.Equal(new Revision(2), (await Store.FindKeys(C1, "late"))["late"].Revision);
    }

    private async Task CheckAsync(string[] keys, string[] absent)
    {
        var commits = keys.Select((key, i) => Commit(C1, i + 1, key)).ToList();
        await Store.Commit(new Append(Record(C1), Revision.Zero, commits));
        await FindAllAsync(keys, absent);
        for (var n = 0; n < 200; n++) await Store.Commit(Append(Key("other"), n)); // Time to tidy up.
        await FindAllAsync(keys, absent);
    }

    private async Task FindAllAsync(string[] keys, string[] absent)
    {
        var found = await Store.FindKeys(C1, [.. absent, .. keys]);
        Assert.Equal(keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(new Revision(i + 1), found[keys[i]].Revision);
            Assert.Equal(Fingerprint(keys[i]).ToArray(), found[keys[i]].Fingerprint.ToArray());
        }
    }
}
