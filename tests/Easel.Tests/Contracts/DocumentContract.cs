using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Records: made once, found by name, and invisible from every other tenant, environment and kind.</summary>
public abstract class DocumentContract(StoreHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();

    // Ordinal order differs from every culture's here.
    private static readonly string[] Ordered =
        ["-", ".", "10", "9", ":", "A", "B", "Z", "_", "a", "a-", "a.", "a0", "a:", "aB", "a_", "aa", "b", "z"];

    [Fact]
    public async Task What_nobody_made_is_not_found()
    {
        await Store.Commit(Append(Key("other"), 0));

        Assert.Null(await Store.Find(C1));
        Assert.Empty(await Store.ReadAfter(C1, 0));
        Assert.Empty(await Store.FindKeys(C1, KeyOf(1)));
        Assert.Null(await Store.Snapshot(C1, 1));
        Assert.Null(await Store.Find(C1)); // Looking for it did not make it.
    }

    [Fact]
    public async Task TE7_A_created_document_is_found_with_its_record_at_revision_0()
    {
        var placement = new Placement("w 1", "p/1", "äpp", "s\"1'");
        var record = new DocumentRecord(C1, placement, "Tïtle 🙂 'x' \"y\"\n\\", Start, "auth0|ann@example.com");

        Assert.True(await Store.Create(record));

        var found = await Store.Find(C1);
        Assert.Equal(new StoredDocument(record, Store.Epoch, Revision.Zero, Start), found);
        Assert.Empty(await Store.ReadAfter(C1, 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("before\0after")]
    public async Task TE7_A_title_is_kept_as_it_is(string? title)
    {
        await Store.Create(Record(C1, title));
        await Store.Commit(Append(Key("c2"), 0, title: title));

        Assert.Equal(title, (await Store.Find(C1))!.Record.Title);
        Assert.Equal(title, (await Store.Find(Key("c2")))!.Record.Title);
    }

    [Fact]
    public async Task A_time_with_another_offset_is_the_same_moment()
    {
        var there = Start.ToOffset(TimeSpan.FromHours(5.5));
        await Store.Create(Record(C1) with { CreatedAt = there });

        Assert.Equal(there, (await Store.Find(C1))!.Record.CreatedAt);
    }

    [Fact]
    public async Task TE7_Creating_what_is_there_leaves_it_as_it_is()
    {
        var other = new Placement("w", "p", "a", "s");
        await Store.Create(Record(C1, "first"));
        await Store.Commit(Append(Key("c2"), 0, 3, "first"));

        Assert.False(await Store.Create(Record(C1, "second") with { CreatedBy = "bob", Placement = other }));
        Assert.False(await Store.Create(Record(Key("c2"), "second") with { CreatedBy = "bob", Placement = other }));

        Assert.Equal(Record(C1, "first"), (await Store.Find(C1))!.Record);
        var second = await Store.Find(Key("c2"));
        Assert.Equal(new StoredDocument(Record(Key("c2"), "first"), Store.Epoch, new Revision(3), At(3)), second);
    }

    [Fact]
    public async Task TE7_The_same_id_elsewhere_is_another_document()
    {
        DocumentKey[] keys =
        [
            C1, Key(tenant: "t_b"), Key(env: "prod"), Key(kind: "map"),
            // Names that would be one if the parts were only strung together.
            Key("b", tenant: "t_a", env: "dev", kind: "a:"), Key(":b", tenant: "t_a", env: "dev", kind: "a"),
        ];
        for (var i = 0; i < keys.Length; i++)
        {
            await Store.Commit(Append(keys[i], 0, i + 1, $"title {i}"));
            await Store.WriteSnapshot(keys[i], 1, [(byte)i]);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            var found = await Store.Find(keys[i]);
            Assert.Equal((keys[i], $"title {i}", i + 1L), (found!.Record.Key, found.Record.Title, found.Head.Number));
            StoreWords.AssertSame(Commits(keys[i], 0, i + 1), await Store.Log(keys[i]));
            var bound = await Store.FindKeys(keys[i], [.. Enumerable.Range(1, 9).Select(n => KeyOf(n))]);
            Assert.Equal(i + 1, bound.Count);
            Assert.Equal([(byte)i], (await Store.Snapshot(keys[i], 99))!.State.ToArray());
            var key = keys[i];
            Assert.Contains(key.Id, await Store.List(tenant: key.Tenant, env: key.Env, kind: key.Kind));
        }

        Assert.Equal(["c1"], await Store.List());
        Assert.Empty(await Store.List(tenant: "t_b", env: "prod"));
    }

    [Fact]
    public async Task A_list_is_in_ordinal_order_whatever_the_order_of_creation()
    {
        foreach (var id in Ordered.OrderBy(id => Fingerprint(id).Span[0])) await Store.Create(Record(Key(id)));

        Assert.Equal(Ordered, await Store.List());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    public async Task A_list_in_pages_is_the_list(int limit)
    {
        foreach (var id in Ordered.Reverse()) await Store.Create(Record(Key(id)));
        await Store.Create(Record(Key("c", tenant: "t_b")));

        var all = new List<string>();
        while (await Store.List(all.LastOrDefault(), limit) is { Count: > 0 } page)
        {
            Assert.Equal(Math.Min(limit, Ordered.Length - all.Count), page.Count);
            all.AddRange(page);
        }

        Assert.Equal(Ordered, all);
    }

    [Fact]
    public async Task A_page_may_begin_after_a_name_that_is_not_there()
    {
        foreach (var id in (string[])["a", "c", "e"]) await Store.Create(Record(Key(id)));

        Assert.Equal(["c", "e"], await Store.List(after: "b"));
        Assert.Empty(await Store.List(after: "e"));
        Assert.Equal(["a", "c", "e"], await Store.List(after: ""));
    }

    [Fact]
    public async Task A_list_of_a_place_looks_at_every_part_that_is_named()
    {
        (string, Placement)[] all =
        [
            ("a", new("w", "p", "x", "s")), ("b", new("w", "p", null, null)), ("c", new("v", "p", "x", "s")),
            ("d", Placement.None),
        ];
        foreach (var (id, placement) in all) await Store.Create(Record(Key(id)) with { Placement = placement });

        Assert.Equal(["a", "b"], await Store.List(within: new Placement("w", null, null, null)));
        Assert.Equal(["a", "c"], await Store.List(within: new Placement(null, "p", "x", null)));
        Assert.Equal(["a"], await Store.List(within: new Placement("w", null, null, "s")));
        Assert.Empty(await Store.List(within: new Placement("u", "p", null, null)));
    }

    [Fact]
    public async Task A_list_of_a_project_has_only_its_documents()
    {
        foreach (var (id, project) in
            ((string, string?)[])[("a", "p1"), ("b", "p2"), ("c", null), ("d", "p1"), ("e", "")])
            await Store.Create(Record(Key(id)) with { Placement = new Placement(null, project, null, null) });

        var p1 = new Placement(null, "p1", null, null);
        Assert.Equal(["a", "d"], await Store.List(within: p1));
        Assert.Equal(["d"], await Store.List(within: p1, after: "a"));
        Assert.Equal(["a"], await Store.List(within: p1, limit: 1));
        Assert.Empty(await Store.List(within: new Placement(null, "P1", null, null)));
        Assert.Equal(["a", "b", "c", "d", "e"], await Store.List());
    }

    [Fact]
    public async Task A_list_tells_the_same_as_finding_each()
    {
        for (var i = 0; i < 5; i++)
        {
            await Store.Create(Record(Key($"c{i}"), $"title {i}"));
            if (i > 0) await Store.Commit(Append(Key($"c{i}"), 0, i, $"newer {i}"));
        }

        var listing = new DocumentListing("t_a", "dev", "canvas", Placement.None, null, 99);
        foreach (var listed in await Store.ListAsync(listing, default))
            Assert.Equal(await Store.Find(listed.Record.Key), listed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task ListKeys_names_every_document_of_everybody_once(int limit)
    {
        var made = new List<DocumentKey>();
        foreach (var tenant in (string[])["t_a", "t_a-", "t_a_", "t_b"])
            foreach (var env in (string[])["dev", "prod", "staging"])
                foreach (var kind in (string[])["canvas", "map"])
                    foreach (var id in (string[])["B", "a"])
                        made.Add(Key(id, tenant, env, kind));
        foreach (var key in made.OrderBy(key => Fingerprint(key.ToString()).Span[0])) await Store.Create(Record(key));

        var listed = await Store.AllKeys(limit);

        Assert.Equal(made.Count, listed.Count);
        Assert.Equal(made.ToHashSet(), [.. listed]);
        Assert.Equal(listed, await Store.AllKeys(limit + 1));
    }

    [Fact]
    public async Task ListKeys_misses_nothing_while_others_are_made_between_its_pages()
    {
        var made = Enumerable.Range(0, 40).Select(n => Key($"c{n}", n % 2 == 0 ? "t_a" : "t_b")).ToList();
        foreach (var key in made) await Store.Create(Record(key));

        var listed = new List<DocumentKey>();
        for (var n = 0; await Store.ListKeysAsync(listed.LastOrDefault(), 3, default) is { Count: > 0 } page; n++)
        {
            listed.AddRange(page);
            if (n < 10) await Store.Commit(Append(Key($"new{n}", n % 2 == 0 ? "t_A" : "t_b"), 0));
        }

        Assert.Equal(listed.Count, listed.Distinct().Count());
        Assert.Empty(made.Except(listed));
    }

    [Fact]
    public async Task GE3_Names_may_use_all_that_is_allowed()
    {
        DocumentKey[] keys =
        [
            Key("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"),
            Key(new string('x', 128)), Key(new string('x', 127) + "y"), Key("null"), Key("0"), Key("00"), Key("1e3"),
            Key(tenant: "t_" + new string('z', 62)), Key("%"), Key("x_x"), Key("xxx"),
        ];
        foreach (var key in keys) await Store.Commit(Append(key, 0, 2));

        foreach (var key in keys) Assert.Equal(key, (await Store.Find(key))!.Record.Key);
        Assert.Equal(keys.ToHashSet(), [.. await Store.AllKeys()]);
    }
}
