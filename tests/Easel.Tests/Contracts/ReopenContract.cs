using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>
/// What was answered is there: after the store was closed and opened, and after it was left in the middle, that is, in
/// a copy of what was durable while it ran (RELIABILITY T1, without the kill).
/// </summary>
public abstract class ReopenContract(DurableHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();
    private readonly StoreModel model = new();

    [Fact]
    public async Task ST3_The_epoch_is_that_of_the_history_however_often_it_is_opened()
    {
        await Store.Commit(Append(C1, 0));
        var epoch = Store.Epoch;
        Assert.NotEqual("", epoch);
        for (var n = 0; n < 5; n++)
        {
            host.Reopen();
            Assert.Equal(epoch, Store.Epoch);
            using var copy = host.OpenCopy();
            Assert.Equal(epoch, copy.Store.Epoch);
            await Store.Commit(Append(Key($"new{n}"), 0));
        }

        foreach (var key in await Store.AllKeys()) Assert.Equal(epoch, (await Store.Find(key))!.Epoch);
    }

    [Fact]
    public async Task An_empty_store_is_empty_when_it_is_opened_again()
    {
        host.Reopen();
        Assert.Empty(await Store.AllKeys());
        await Store.Commit(Append(C1, 0));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Tïtle 🙂 'x' \"y\"\n\\")]
    [InlineData("before\0after")]
    public async Task TE7_A_record_reads_the_same_when_it_is_opened_again(string? title)
    {
        var record = new DocumentRecord(C1, new Placement("w ä", "", null, "s'"), title, Start, "auth0|änn");
        await Store.Create(record);
        await Store.Commit(Append(Key("c2"), 0, title: title));
        var (first, second) = (await Store.Find(C1), await Store.Find(Key("c2")));

        host.Reopen();

        Assert.Equal(new StoredDocument(record, Store.Epoch, Revision.Zero, Start), first);
        Assert.Equal(first, await Store.Find(C1));
        Assert.Equal(second, await Store.Find(Key("c2")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Steps_with_reopenings_between_them_do_what_the_model_does(int seed)
    {
        var random = new RandomStoreStep(new Random(seed), 6);
        for (var step = 0; step < 300; step++)
        {
            await StepAsync(random);
            if (random.Next(12) != 0) continue;
            await ReopenAsync(random, $"seed {seed} step {step}");
        }

        await model.AssertHeldByAsync(Store, $"seed {seed}");
    }

    [Fact]
    public async Task After_each_append_a_copy_of_what_is_durable_holds_it()
    {
        var random = new RandomStoreStep(new Random(7), 3);
        for (var n = 0; n < 60; n++)
        {
            await StepAsync(random);
            using var copy = host.OpenCopy();
            await model.AssertHeldByAsync(copy.Store, $"append {n}");
        }
    }

    [Theory]
    [InlineData(1)]
    public async Task T1_Three_hundred_documents_with_30000_commits_are_there_again(int seed)
    {
        var random = new RandomStoreStep(new Random(seed), 300);
        for (var round = 1; model.Documents.Values.Sum(one => one.Log.Count) < 30_000; round++)
        {
            await AppendManyAsync(random, 1 + random.Next(200), 1 + random.Next(12));
            if (round % 30 == 0) await ReopenAsync(random, $"seed {seed} round {round}");
        }

        Assert.True(model.Documents.Count == 300, $"{model.Documents.Count} documents");
        await model.AssertHeldByAsync(Store, $"seed {seed} at the end");
        host.Reopen();
        await model.AssertHeldByAsync(Store, $"seed {seed} opened again");
        using var copy = host.OpenCopy();
        await model.AssertHeldByAsync(copy.Store, $"seed {seed} left and opened");
    }

    [Fact]
    public async Task CM3_A_large_document_finds_all_its_keys_again()
    {
        var random = new RandomStoreStep(new Random(9), 1);
        var key = random.Key();
        for (var head = 0; head < 20_000;)
        {
            var count = 1 + random.Next(random.Next(4) == 0 ? 2_000 : 100);
            await Appended(new Append(Record(key), new Revision(head), random.Commits(key, head, count)));
            head += count;
        }

        await model.AssertHeldByAsync(Store, "before");
        host.Reopen();
        await model.AssertHeldByAsync(Store, "opened again");
    }

    [Fact]
    public async Task A_copy_that_was_left_goes_on_as_a_store()
    {
        var random = new RandomStoreStep(new Random(11), 20);
        await AppendManyAsync(random, 20, 30);
        using var copy = host.OpenCopy();
        foreach (var document in model.Documents.Values)
        {
            var head = document.Log.Count;
            Assert.Equal(AppendResult.LostRace, await copy.Store.Append(Append(document.Record.Key, head - 1)));
            var append = new Append(document.Record, new Revision(head), random.Commits(document.Record.Key, head, 3));
            Assert.Equal(AppendResult.Appended, await copy.Store.Append(append));
            model.Append(append);
        }

        await model.AssertHeldByAsync(copy.Store, "in the copy");
        copy.Reopen();
        await model.AssertHeldByAsync(copy.Store, "in the copy, opened again");
    }

    private async Task StepAsync(RandomStoreStep random)
    {
        var key = random.Key();
        var document = model.Find(key);
        switch (random.Next(8))
        {
            case 0:
                var record = random.Record(key);
                Assert.Equal(model.Create(record), await Store.Create(record));
                break;
            case 1:
                var revision = random.Next((document?.Log.Count ?? 0) + 1);
                var state = random.Bytes(1 + random.Next(5_000));
                await Store.WriteSnapshot(key, revision, state);
                document?.Snapshots[revision] = state;
                break;
            default:
                var append = random.Append(key, document);
                Assert.Equal(model.Append(append), await Store.Append(append));
                break;
        }
    }

    private async Task ReopenAsync(RandomStoreStep random, string because)
    {
        if (random.Next(2) == 0)
        {
            host.Reopen();
            await model.AssertHeldByAsync(Store, because + ", opened again");
            return;
        }

        using var copy = host.OpenCopy();
        await model.AssertHeldByAsync(copy.Store, because + ", left and opened");
    }

    /// <summary>Appends to so many documents at once.</summary>
    private async Task AppendManyAsync(RandomStoreStep random, int documents, int countMax)
    {
        var keys = Enumerable.Range(0, documents).Select(_ => random.Key()).Distinct().ToList();
        var appends = keys.Select(key =>
        {
            var head = model.Find(key)?.Log.Count ?? 0;
            var commits = random.Commits(key, head, 1 + random.Next(countMax));
            return new Append(random.Record(key), new Revision(head), commits);
        }).ToList();
        await Task.WhenAll(appends.Select(append => Task.Run(() => Store.Commit(append))));
        foreach (var append in appends) model.Append(append);
    }

    private async Task Appended(Append append)
    {
        await Store.Commit(append);
        model.Append(append);
    }
}
