using System.Text;
using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>Erasure: what was written is gone, and all else is as it was.</summary>
public abstract class ErasureContract(StoreHost host) : StoreContract(host)
{
    private static readonly DocumentKey C1 = Key();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task TF5_Ops_up_to_the_floor_are_erased_and_the_chain_holds(long floor)
    {
        var log = await ErasureWords.CommitAsync(Store, C1, 40);
        var other = await ErasureWords.CommitAsync(Store, Key("other"), 40);

        await Store.Erase(C1, floor);

        var read = await Store.Log(C1);
        StoreWords.AssertSame(log.ConvertAll(one => one.Revision.Number <= floor ? one.WithoutOps()! : one), read);
        Assert.All(read, commit => Assert.Equal(commit.Revision.Number <= floor, commit.IsErased));
        var chain = new CommitChain(C1);
        Assert.All(read, commit => Assert.Null(chain.Follow(commit)));
        StoreWords.AssertSame(other, await Store.Log(Key("other")));
        var found = await Store.Find(C1);
        Assert.Equal((40, floor), (found!.Head.Number, found.Floor.Number));
        Assert.Equal(Revision.Zero, (await Store.Find(Key("other")))!.Floor);
        Assert.Equal(80, (await Store.Feed()).Count);
    }

    [Fact]
    public async Task TF5_Keys_and_fingerprints_stay()
    {
        await ErasureWords.CommitAsync(Store, C1, 40);
        await Store.Erase(C1, 30);

        var keys = Enumerable.Range(1, 40).Select(n => KeyOf(n)).ToArray();
        var found = await Store.FindKeys(C1, keys);
        for (var n = 1; n <= 40; n++)
        {
            Assert.Equal(n, found[KeyOf(n)].Revision.Number);
            Assert.Equal(Fingerprint(KeyOf(n)).ToArray(), found[KeyOf(n)].Fingerprint.ToArray());
        }
    }

    [Fact]
    public async Task TF5_Below_the_floor_there_are_no_snapshots_and_never_will_be()
    {
        await ErasureWords.CommitAsync(Store, C1, 40);
        foreach (var revision in (int[])[10, 20, 30]) await Store.WriteSnapshot(C1, revision, [(byte)revision]);

        await Store.Erase(C1, 25);
        await Store.WriteSnapshot(C1, 15, [15]);

        Assert.Null(await Store.Snapshot(C1, 24));
        Assert.Equal(25, (await Store.Snapshot(C1, 29))!.Revision.Number);
        Assert.Equal([30], (await Store.Snapshot(C1, 40))!.State.ToArray());
    }

    [Fact]
    public async Task TF5_Erasing_again_goes_on_from_the_floor_and_never_back()
    {
        var log = await ErasureWords.CommitAsync(Store, C1, 20);
        await Store.Erase(C1, 10);
        await Store.Erase(C1, 5);
        Assert.Equal(10, (await Store.Find(C1))!.Floor.Number);
        await Store.Erase(C1, 10);
        await Store.Erase(C1, 15);

        Assert.Equal(15, (await Store.Find(C1))!.Floor.Number);
        StoreWords.AssertSame(log[15..], await Store.ReadAfter(C1, 15));
        Assert.Equal(15, (await Store.Log(C1)).Count(commit => commit.IsErased));
    }

    [Fact]
    public async Task TF5_What_is_committed_meanwhile_is_kept()
    {
        var log = await ErasureWords.CommitAsync(Store, C1, 200);
        var others = Task.Run(() => ErasureWords.CommitAsync(Store, Key("other"), 300));
        var erasing = Task.Run(async () =>
        {
            for (var floor = 20; floor <= 200; floor += 60) await Store.Erase(C1, floor);
        });
        log.AddRange(await ErasureWords.CommitAsync(Store, C1, 100, log[^1]));
        await erasing;

        StoreWords.AssertSame(await others, await Store.Log(Key("other")));
        StoreWords.AssertSame(log[200..], await Store.ReadAfter(C1, 200));
        var chain = new CommitChain(C1);
        Assert.All(await Store.Log(C1), commit => Assert.Null(chain.Follow(commit)));
        Assert.Equal(300, chain.Head.Number);
    }
}

/// <summary>Commits that can be erased, because each names the one before, and words for erasing them.</summary>
internal static class ErasureWords
{
    /// <summary>What all ops of these commits and snapshots say.</summary>
    public const string Secret = "the-secret-of-this-test";

    public static ValueTask Erase(this IDocumentStore store, DocumentKey key, long floor) =>
        store.EraseAsync(key, new StoredSnapshot(new Revision(floor), new byte[] { (byte)floor }), default);

    /// <summary>Appends chained commits, a few at a time.</summary>
    public static async Task<List<Commit>> CommitAsync(
        IDocumentStore store, DocumentKey key, int count, Commit? after = null)
    {
        var (head, hash) = (after?.Revision.Number ?? 0, after?.Hash ?? CommitHash.Genesis(key));
        var random = new Random(count);
        var log = new List<Commit>();
        for (var n = head + 1; n <= head + count; n++)
        {
            var details = new CommitDetails
            {
                DocumentId = key.Id,
                At = At(n),
                By = new Attribution { ActorId = "ann", ActorType = "human", Subject = "ann" },
                Previous = hash,
            };
            var text = string.Concat(Enumerable.Repeat(Secret, random.Next(10) == 0 ? 400 : random.Next(1, 9)));
            log.Add(Encode(key, n, details, $$"""[{"text":"{{text}}"}]""", KeyOf(n)));
            hash = log[^1].Hash;
        }

        for (var at = 0; at < count;)
        {
            var next = Math.Min(count, at + random.Next(1, 9));
            await store.Commit(new Append(Record(key), new Revision(head + at), log[at..next]));
            at = next;
        }

        return log;
    }

    /// <summary>How often bytes stand in the files of a folder.</summary>
    public static int CountIn(string folder, string text)
    {
        var sought = Encoding.UTF8.GetBytes(text);
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) != ".lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            for (var rest = bytes.AsSpan(); rest.IndexOf(sought) is var at and >= 0; rest = rest[(at + 1)..]) count++;
        }

        return count;
    }
}
