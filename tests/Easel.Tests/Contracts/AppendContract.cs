using System.Text;
using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Appends: whole or not at all, on the head that they name or not at all.</summary>
public abstract class AppendContract(StoreHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();

    [Fact]
    public async Task TE7_The_first_append_makes_the_document_with_its_record()
    {
        var placement = new Placement("w1", "p1", "a1", "s1");
        var record = new DocumentRecord(C1, placement, "first", Start, "bob");

        await Store.Commit(new Append(record, Revision.Zero, Commits(C1, 0, 2)));

        Assert.Equal(new StoredDocument(record, Store.Epoch, new Revision(2), At(2)), await Store.Find(C1));
        Assert.Equal(["c1"], await Store.List(within: new Placement(null, "p1", null, null)));
        Assert.Equal([C1], await Store.AllKeys());
    }

    [Fact]
    public async Task TE7_Later_appends_that_have_a_title_change_it_and_nothing_else_of_the_record()
    {
        var record = new DocumentRecord(C1, new Placement("w", "p", "a", "s"), "first", Start, "ann");
        await Store.Create(record);
        (string? Title, string Current)[] appends =
            [("second", "second"), ("second", "second"), (null, "second"), ("third", "third"), ("", ""), (null, "")];
        for (var head = 0; head < appends.Length; head++)
        {
            var (title, current) = appends[head];
            var other = Record(C1, title) with { CreatedBy = "bob", CreatedAt = Start.AddYears(1) };
            await Store.Commit(new Append(other, new Revision(head), Commits(C1, head, 1)));

            Assert.Equal(record with { Title = current }, (await Store.Find(C1))!.Record);
        }
    }

    [Fact]
    public async Task Updated_is_when_the_newest_commit_was_made()
    {
        await Store.Create(Record(C1));
        Assert.Equal(Start, (await Store.Find(C1))!.UpdatedAt);
        for (var head = 0; head < 20; head += 4)
        {
            await Store.Commit(Append(C1, head, 4));
            Assert.Equal(At(head + 4), (await Store.Find(C1))!.UpdatedAt);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(long.MaxValue - 9)]
    public async Task An_append_on_another_head_loses_and_changes_nothing(long head)
    {
        await Store.Commit(Append(C1, 0, 3, "title"));
        var before = await Store.Find(C1);

        List<Commit> late = [Commit(C1, head + 1, "late", by: "bob"), Commit(C1, head + 2, "later", by: "bob")];
        var append = new Append(Record(C1, "other"), new Revision(head), late);
        Assert.Equal(AppendResult.LostRace, await Store.Append(append));

        Assert.Equal(before, await Store.Find(C1));
        StoreWords.AssertSame(Commits(C1, 0, 3), await Store.Log(C1));
        Assert.Equal(3, (await Store.FindKeys(C1, "late", KeyOf(1), KeyOf(2), KeyOf(3), "later")).Count);
        await Store.Commit(Append(C1, 3));
    }

    [Fact]
    public async Task An_append_ahead_of_a_document_that_is_not_there_does_not_make_it()
    {
        Assert.Equal(AppendResult.LostRace, await Store.Append(Append(C1, 1)));

        Assert.Null(await Store.Find(C1));
        Assert.Empty(await Store.AllKeys());
        Assert.Empty(await Store.FindKeys(C1, KeyOf(2)));
        Assert.True(await Store.Create(Record(C1)));
    }

    [Fact]
    public async Task An_append_ahead_of_a_document_without_commits_loses()
    {
        await Store.Create(Record(C1, "title"));

        Assert.Equal(AppendResult.LostRace, await Store.Append(Append(C1, 1, title: "other")));

        Assert.Equal(new StoredDocument(Record(C1, "title"), Store.Epoch, Revision.Zero, Start), await Store.Find(C1));
    }

    [Fact]
    public async Task The_same_append_twice_is_applied_once()
    {
        var append = Append(C1, 0, 5);
        await Store.Commit(append);

        Assert.Equal(AppendResult.LostRace, await Store.Append(append));

        StoreWords.AssertSame(append.Commits, await Store.Log(C1));
    }

    [Fact]
    public async Task Appends_of_many_sizes_make_one_log()
    {
        var log = new List<Commit>();
        foreach (var count in (int[])[1, 2, 1, 100, 3, 1_000, 1, 1, 256])
        {
            var append = Append(C1, log.Count, count);
            await Store.Commit(append);
            log.AddRange(append.Commits);
            Assert.Equal(log.Count, await Store.Head(C1));
        }

        StoreWords.AssertSame(log, await Store.Log(C1));
        StoreWords.AssertSame(log, await Store.ReadAfter(C1, 0));
    }

    [Fact]
    public async Task A_commit_that_was_read_back_has_no_key()
    {
        // It would have one or not, depending on where it was read from; nobody must come to rely on it.
        await Store.Commit(Append(C1, 0, 3));

        Assert.All(await Store.ReadAfter(C1, 0), commit => Assert.Null(commit.Key));
    }

    [Fact]
    public async Task GE1_A_line_is_kept_byte_for_byte()
    {
        var by = new Attribution
        {
            ActorId = "änn 🙂",
            ActorType = "agent",
            Subject = "auth0|1",
            CorrelationId = "\u0001\"\\\u2028",
            Intent = Encoding.UTF8.GetBytes("""{"why":"1.50","n":1.50,"é":[1E2]}"""),
            Trace = "00-ab-cd-01",
        };
        var details = new CommitDetails
        {
            DocumentId = C1.Id,
            By = by,
            At = Start,
            RebasedFrom = Revision.Zero,
            Dropped = [new DroppedOp(1, "gone")],
        };
        const string Ops = """[ {"n":1.0, "e":1E+2,"z":-0,"t":"é \u00e9 \/ 🙂 \ud83d\ude42  "} , null ]""";
        var commit = Encode(C1, 1, details, Ops, "k");

        await Store.Commit(new Append(Record(C1), Revision.Zero, [commit]));

        var read = Assert.Single(await Store.ReadAfter(C1, 0));
        StoreWords.AssertSame([commit], [read]);
        Assert.Equal(Ops, Encoding.UTF8.GetString(read.Ops.Span));
        Assert.Equal(by.ActorId, read.ReadDetails().By.ActorId);
    }

    [Fact]
    public async Task A_commit_of_a_mebibyte_is_kept_among_small_ones()
    {
        List<Commit> log = [.. Commits(C1, 0, 2), Commit(C1, 3, "big", 1 << 20), Commit(C1, 4, KeyOf(4)),
            Commit(C1, 5, "big too", 1 << 20), Commit(C1, 6, "bigger", 3 << 20)];
        await Store.Commit(new Append(Record(C1), Revision.Zero, log));
        for (var n = 0; n < 200; n++) await Store.Commit(Append(Key("other"), n)); // Time to tidy up.

        StoreWords.AssertSame(log, await Store.Log(C1));
        Assert.Equal(new Revision(5), (await Store.FindKeys(C1, "big too"))["big too"].Revision);
        Assert.Equal([3], (await Store.ReadAfter(C1, 2, 1_000)).Select(commit => commit.Revision.Number));
    }

    [Fact]
    public async Task Ten_thousand_small_commits_in_one_append()
    {
        var append = Append(C1, 0, 10_000);
        await Store.Commit(append);

        Assert.Equal(10_000, await Store.Head(C1));
        StoreWords.AssertSame(append.Commits, await Store.Log(C1));
        var keys = Enumerable.Range(1, 10_000).Select(n => KeyOf(n)).ToArray();
        Assert.Equal(10_000, (await Store.FindKeys(C1, keys)).Count);
    }

    [Fact]
    public async Task Ten_thousand_small_commits_in_a_thousand_appends()
    {
        var log = new List<Commit>();
        for (var n = 0; n < 1_000; n++)
        {
            var append = Append(C1, log.Count, 10);
            await Store.Commit(append);
            log.AddRange(append.Commits);
        }

        StoreWords.AssertSame(log, await Store.Log(C1));
        var keys = Enumerable.Range(1, 10_000).Select(n => KeyOf(n)).ToArray();
        Assert.Equal(10_000, (await Store.FindKeys(C1, keys)).Count);
    }
}
