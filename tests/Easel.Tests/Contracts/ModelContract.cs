using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>Random steps, each compared with a model that is too plain to be wrong.</summary>
public abstract class ModelContract(StoreHost host) : StoreContract(host)
{
    private const int Steps = 600;
    private readonly StoreModel model = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_store_does_what_the_model_does(int seed)
    {
        var random = new RandomStoreStep(new Random(seed));
        for (var step = 0; step < Steps; step++) await StepAsync(random, $"seed {seed} step {step}");

        await model.AssertHeldByAsync(Store, $"seed {seed}");
        Assert.True(random.Lost > 20 && random.Appended > 100, "the steps hardly met");
    }

    private async Task StepAsync(RandomStoreStep random, string because)
    {
        var key = random.Key();
        var document = model.Find(key);
        switch (random.Next(10))
        {
            case 0:
                var record = random.Record(key);
                Assert.True(model.Create(record) == await Store.Create(record), $"{because}: create");
                break;
            case 1:
                var listing = random.Listing();
                var listed = await Store.ListAsync(listing, default);
                Assert.Equal(model.List(listing).Select(one => one.Record.Key), listed.Select(one => one.Record.Key));
                foreach (var one in listed)
                    StoreModel.AssertFound(model.Find(one.Record.Key), one, Store.Epoch, because);
                break;
            case 2:
                var asked = random.KeysAskedFor(document);
                StoreModel.AssertFound(document, asked, await Store.FindKeys(key, [.. asked]), because);
                break;
            case 3:
                await ReadAfterAsync(document, key, random, because);
                break;
            case 4:
                await SnapshotAsync(document, key, random, because);
                break;
            default:
                var append = random.Append(key, document);
                Assert.Equal(model.Append(append), random.Count(await Store.Append(append)));
                StoreModel.AssertFound(model.Find(key), await Store.Find(key), Store.Epoch, because);
                break;
        }
    }

    private async Task ReadAfterAsync(
        StoreModel.Document? document, DocumentKey key, RandomStoreStep random, string because)
    {
        var log = document?.Log ?? [];
        var (after, bytesMax) = (random.Next(log.Count + 2), 1 << random.Next(18));
        long bytes = 0;
        var expected = log.Skip(after)
            .TakeWhile((commit, i) => (bytes += commit.Line.Length) <= bytesMax || i == 0).ToList();
        StoreWords.AssertSame(expected, await Store.ReadAfter(key, after, bytesMax), because);
    }

    private async Task SnapshotAsync(
        StoreModel.Document? document, DocumentKey key, RandomStoreStep random, string because)
    {
        var revision = random.Next((document?.Log.Count ?? 0) + 1);
        if (random.Next(2) == 0)
        {
            var state = random.Bytes(1 + random.Next(3_000));
            await Store.WriteSnapshot(key, revision, state);
            document?.Snapshots[revision] = state;
            return;
        }

        var expected = document?.Snapshots.LastOrDefault(one => one.Key <= revision);
        var found = await Store.Snapshot(key, revision);
        var isSame = found is null
            ? expected?.Value is null
            : expected?.Key == found.Revision.Number && found.State.Span.SequenceEqual(expected?.Value);
        Assert.True(isSame, $"{because}: the snapshot at or before r{revision} is {found}");
    }
}
