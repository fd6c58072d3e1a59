using System.Collections.Concurrent;
using Easel.Documents;
using static Easel.Tests.Contracts.Sample;

namespace Easel.Tests.Contracts;

/// <summary>
/// Many at once: one wins a head, and whoever reads sees everything that was answered before, and no half of anything
/// (RELIABILITY T4, T5).
/// </summary>
public abstract class ConcurrencyContract(StoreHost host) : StoreContract(host)
{
    private const int Batch = 7;
    private static readonly DocumentKey C1 = Key();

    [Fact]
    public async Task Of_16_who_append_on_one_head_exactly_one_wins()
    {
        var log = new List<Commit>();
        for (var round = 0; round < 60; round++)
        {
            var head = new Revision(log.Count);
            var appends = Enumerable.Range(0, 16)
                .Select(n => Commit(C1, head.Number + 1, $"r{round} n{n}", by: $"n{n}"))
                .Select(commit => new Append(Record(C1), head, [commit])).ToList();
            using var start = new Barrier(16);
            var results = await Task.WhenAll(appends.Select(append => OnThread(() =>
            {
                start.SignalAndWait();
                return Store.Append(append).AsTask();
            })));

            var winner = Assert.Single(Enumerable.Range(0, 16), n => results[n] == AppendResult.Appended);
            Assert.Equal(15, results.Count(result => result == AppendResult.LostRace));
            log.AddRange(appends[winner].Commits);
            var found = await Store.FindKeys(C1, [.. Enumerable.Range(0, 16).Select(n => $"r{round} n{n}")]);
            Assert.Equal($"r{round} n{winner}", Assert.Single(found).Key);
        }

        StoreWords.AssertSame(log, await Store.Log(C1));
    }

    [Fact]
    public async Task T4_Sixteen_who_race_as_fast_as_they_can_make_one_log()
    {
        var won = new ConcurrentDictionary<long, Commit>();
        var lost = 0;
        // All are there before the first begins: a fast store is done with one before the next thread has started.
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racers = Enumerable.Range(0, 16).Select(n => OnThread(async () =>
        {
            await start.Task;
            for (var head = 0L; head < 500;)
            {
                head = Math.Max(0, await Store.Head(C1));
                await Task.Yield();
                var commit = Commit(C1, head + 1, $"n{n} r{head + 1}", by: $"n{n}");
                var result = await Store.Append(new Append(Record(C1), new Revision(head), [commit]));
                Assert.True(result is AppendResult.Appended or AppendResult.LostRace, $"{result}");
                if (result == AppendResult.LostRace) Interlocked.Increment(ref lost);
                else Assert.True(won.TryAdd(head + 1, commit), $"two won r{head + 1}");
            }

            return true;
        })).ToList();
        start.SetResult();
        await Task.WhenAll(racers);

        Assert.True(lost > 10, "nobody raced");
        var log = won.OrderBy(one => one.Key).Select(one => one.Value).ToList();
        Assert.Equal(log.Count, await Store.Head(C1));
        StoreWords.AssertSame(log, await Store.Log(C1));
        string[] keys = [.. log.Select(commit => commit.Key!.Value)];
        Assert.Equal(log.Count, (await Store.FindKeys(C1, keys)).Count);
    }

    [Fact]
    public async Task Appends_to_50_documents_do_not_stand_in_each_others_way()
    {
        var keys = Enumerable.Range(0, 50).Select(n => Key($"c{n}", n % 2 == 0 ? "t_a" : "t_b")).ToList();
        await Task.WhenAll(keys.Select((key, n) => Task.Run(async () =>
        {
            for (var head = 0; head < 40; head += 2) await Store.Commit(Append(key, head, 2, $"title {n} {head}"));
        })));

        for (var n = 0; n < keys.Count; n++)
        {
            var found = await Store.Find(keys[n]);
            Assert.Equal(
                new StoredDocument(Record(keys[n], $"title {n} 38"), Store.Epoch, new Revision(40), At(40)),
                found! with { Record = found.Record with { Title = found.Record.Title } });
            StoreWords.AssertSame(Commits(keys[n], 0, 40), await Store.Log(keys[n]));
        }
    }

    [Fact]
    public async Task TE7_Of_16_who_create_a_document_exactly_one_does()
    {
        for (var round = 0; round < 30; round++)
        {
            var key = Key($"c{round}");
            using var start = new Barrier(16);
            var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => OnThread(() =>
            {
                start.SignalAndWait();
                return Store.Create(Record(key, $"title {n}")).AsTask();
            })));

            var winner = Assert.Single(Enumerable.Range(0, 16), n => made[n]);
            Assert.Equal($"title {winner}", (await Store.Find(key))!.Record.Title);
        }
    }

    [Fact]
    public async Task TE7_A_create_and_a_first_append_at_once_make_one_document()
    {
        for (var round = 0; round < 100; round++)
        {
            var key = Key($"c{round}");
            var creating = Task.Run(() => Store.Create(Record(key, "new") with { CreatedBy = "bob" }).AsTask());
            var appending = Task.Run(() => Store.Append(Append(key, 0, title: "edited")).AsTask());

            var createdBy = await creating ? "bob" : "ann";
            Assert.Equal(AppendResult.Appended, await appending);
            var found = await Store.Find(key);
            Assert.Equal(Record(key, "edited") with { CreatedBy = createdBy }, found!.Record);
            Assert.Equal(1, found.Head.Number);
        }
    }

    [Fact]
    public async Task T4_Reads_see_what_was_answered_before_and_never_a_gap_or_half_an_append()
    {
        var documents = Written(4);
        await WhileAsync(documents, 120, async (random, document) =>
        {
            var answered = document.Answered;
            var head = Math.Max(0, await Store.Head(document.Key));
            Assert.True(head >= answered, $"{document.Key.Id}: head r{head}, r{answered} was answered");
            Assert.True(head % Batch == 0, $"{document.Key.Id}: head r{head}, appends are of {Batch} commits");

            var after = random.Next((int)answered + 1);
            var page = await Store.ReadAfter(document.Key, after, 1 << random.Next(16));
            StoreWords.AssertFollows(after, page);
            Assert.True(page.Count > 0 || after == head, $"{document.Key.Id}: nothing after r{after}, head r{head}");

            var all = await Store.ReadAfter(document.Key, after);
            StoreWords.AssertFollows(after, all);
            var last = after + all.Count;
            Assert.True(last >= head, $"{document.Key.Id}: the log ends at r{last}, head r{head}");
            Assert.True(last % Batch == 0, $"{document.Key.Id}: half an append, the log ends at r{last}");
        });

        foreach (var document in documents)
            StoreWords.AssertSame(Commits(document.Key, 0, (int)document.Answered), await Store.Log(document.Key));
    }

    [Fact]
    public async Task CM3_A_committed_key_is_found_at_every_moment()
    {
        var documents = Written(4);
        foreach (var document in documents) await document.WriteAsync(Store, 30);
        await WhileAsync(documents, 200, async (random, document) =>
        {
            var keys = Enumerable.Range(0, 3).Select(_ => KeyOf(1 + random.NextInt64(document.Answered))).ToList();
            var found = await Store.FindKeys(document.Key, [.. keys, "absent"]);
            foreach (var key in keys.Where(key => !found.ContainsKey(key)))
                Assert.Fail($"{document.Key.Id}: {key} was answered and is not found");
            foreach (var (key, use) in found) Assert.Equal(key, KeyOf(use.Revision.Number));
        });
    }

    [Fact]
    public async Task CM3_Keys_appear_together_with_their_commits()
    {
        var documents = Written(4);
        await WhileAsync(documents, 120, async (_, document) =>
        {
            var next = Math.Max(0, await Store.Head(document.Key)) + 1;
            var (first, last) = (KeyOf(next), KeyOf(next + Batch - 1));
            var found = await Store.FindKeys(document.Key, first);
            if (found.Count > 0)
            {
                Assert.Single(await Store.FindKeys(document.Key, last));
                var head = await Store.Head(document.Key);
                Assert.True(head >= next + Batch - 1, $"{first} is bound, its commit is not there");
                Assert.Single(await Store.ReadAfter(document.Key, next - 1, 0));
            }
            else if (await Store.Head(document.Key) >= next)
            {
                Assert.Equal(2, (await Store.FindKeys(document.Key, first, last)).Count);
            }
        });
    }

    [Fact]
    public async Task A_title_is_that_of_the_head_it_is_read_with()
    {
        await WhileAsync(Written(4), 200, async (_, document) =>
        {
            if (await Store.Find(document.Key) is not { } found) return;
            Assert.Equal($"at {found.Head.Number}", found.Record.Title);
            Assert.Equal(At(found.Head.Number), found.UpdatedAt);
        });
    }

    [Fact]
    public async Task Lists_are_whole_while_documents_are_made_and_changed()
    {
        var ids = Enumerable.Range(0, 60).Select(n => $"c{n:000}").ToList();
        foreach (var id in ids) await Store.Create(Record(Key(id, "t_l")));
        await WhileAsync(Written(4), 100, async (random, document) =>
        {
            await Store.Create(Record(Key($"x{random.Next(100)}", "t_x")));
            var limit = random.Next(1, 100);
            Assert.Equal(ids.Take(limit), await Store.List(tenant: "t_l", limit: limit));
            if (document.Answered > 0) Assert.Contains(document.Key.Id, await Store.List());
            Assert.Equal(60, (await Store.AllKeys(random.Next(10, 100))).Count(key => key.Tenant == "t_l"));
        });
    }

    private static List<Writing> Written(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new Writing(Key($"w{n}")))];

    /// <summary>Reads again and again, from four threads, while one writer a document appends.</summary>
    private async Task WhileAsync(List<Writing> documents, int appends, Func<Random, Writing, Task> read)
    {
        var reads = 0;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(seed => OnThread(async () =>
        {
            var random = new Random(seed);
            while (!done.IsCancellationRequested)
            {
                await read(random, documents[random.Next(documents.Count)]);
                Interlocked.Increment(ref reads);
            }

            return true;
        })).ToList();

        var writers = Task.WhenAll(documents.Select(document => Task.Run(() => document.WriteAsync(Store, appends))));
        await writers;
        // A reader ends before it is told to only when it found something.
        while (Volatile.Read(ref reads) < 100 && readers.All(reader => !reader.IsCompleted)) await Task.Delay(1);
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static Task<T> OnThread<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>A document with a writer of its own, who remembers what was answered.</summary>
    private sealed class Writing(DocumentKey key)
    {
        private long answered;

        public DocumentKey Key => key;

        public long Answered => Volatile.Read(ref answered);

        public async Task WriteAsync(IDocumentStore store, int appends)
        {
            for (var n = 0; n < appends; n++)
            {
                await store.Commit(Append(key, answered, Batch, $"at {answered + Batch}"));
                Volatile.Write(ref answered, answered + Batch);
            }
        }
    }
}
