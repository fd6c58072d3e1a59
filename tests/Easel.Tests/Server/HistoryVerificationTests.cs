using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.Events;
using Easel.Server.Wire;
using Easel.Tests.Contracts;

namespace Easel.Tests.Server;

/// <summary>
/// A thousand ways to change exported history, each found, at the first line that is not what was committed; and what
/// was left alone passes. A seed replays a failure.
/// </summary>
public sealed class HistoryVerificationTests : IDisposable
{
    private const string Tenant = "t_a";

    private readonly string folder = Directory.CreateTempSubdirectory("easel-history-").FullName;
    private readonly CheckpointKey key;
    private readonly MemoryDocumentStore store = new("e1");
    private readonly Dictionary<DocumentKey, CommitHash> heads = [];

    public HistoryVerificationTests() => key = CheckpointKey.OpenOrMake(folder);

    private enum Tampering
    {
        Change, Delete, Insert, Swap, Cut,
    }

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task TF4_Five_hundred_random_tamperings_of_exported_commits_are_found(int seed)
    {
        await CommitAsync(60, documents: 1);
        var lines = (await store.Log(Document(0))).ConvertAll(commit => Text(commit.Line.Span));
        await FindAllAsync(seed, 250, lines, await CheckpointAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task TF4_Five_hundred_random_tamperings_of_exported_events_are_found(int seed)
    {
        await CommitAsync(90, documents: 5);
        await FindAllAsync(seed, 250, await EventsAsync(), await CheckpointAsync());
    }

    [Fact]
    public async Task TF4_Without_checkpoints_all_but_a_cut_tail_is_found()
    {
        await CommitAsync(20, documents: 1);
        var lines = (await store.Log(Document(0))).ConvertAll(commit => Text(commit.Line.Span));

        Assert.Null((await VerifyAsync(lines[..^3], [])).Bad);
        Assert.Equal(18, (await VerifyAsync(lines[..^3], await CheckpointAsync())).Bad);
        Assert.Equal(5, (await VerifyAsync([.. lines[..4], .. lines[5..]], [])).Bad);
        Assert.Equal(1, (await VerifyAsync(lines[9..], [])).Bad);
        Assert.Null((await VerifyAsync(lines[9..], [], isPart: true)).Bad);
    }

    [Fact]
    public async Task TF4_A_history_that_was_written_anew_passes_by_itself_and_not_by_the_checkpoints()
    {
        await CommitAsync(20, documents: 1);
        var checkpoints = await CheckpointAsync();
        var forged = new List<string>();
        var previous = CommitHash.Genesis(Document(0));
        for (var revision = 1; revision <= 20; revision++)
        {
            var commit = Make(Document(0), revision, revision == 7 ? "forged" : $"text {revision}", previous);
            forged.Add(Text(commit.Line.Span));
            previous = commit.Hash;
        }

        Assert.Null((await VerifyAsync(forged, [])).Bad);
        Assert.Equal(20, (await VerifyAsync(forged, checkpoints)).Bad);
    }

    [Fact]
    public async Task TF4_A_history_that_was_written_anew_and_signed_on_is_found_by_the_older_checkpoint()
    {
        await CommitAsync(20, documents: 1);
        var checkpoints = await CheckpointAsync();
        var forged = new List<Commit>();
        var previous = CommitHash.Genesis(Document(0));
        for (var revision = 1; revision <= 25; revision++)
        {
            forged.Add(Make(Document(0), revision, revision == 7 ? "forged" : $"text {revision}", previous));
            previous = forged[^1].Hash;
        }

        var head = new DocumentHead(Document(0), new Revision(25), previous);
        var hash = Checkpoint.Read(checkpoints.AsMemory(0, checkpoints.Length - 1), key).Hash;
        var next = new Checkpoint(2, Sample.Start, hash, [head], [new FeedHead(Tenant, 25)]).Encode(key).Line;

        var lines = forged.ConvertAll(commit => Text(commit.Line.Span));
        Assert.Equal(20, (await VerifyAsync(lines, [.. checkpoints, .. next, (byte)'\n'])).Bad);
    }

    [Fact]
    public async Task TF4_A_store_is_proved_with_all_its_documents_and_orders()
    {
        await CommitAsync(50, documents: 5);
        var checkpoints = await CheckpointAsync();

        Assert.All(await VerifyStoreAsync(store, checkpoints), one => Assert.True(one.Ok, one.Finding));

        var cut = new MemoryDocumentStore("e1");
        foreach (var document in Enumerable.Range(0, 4).Select(Document))
        {
            var log = await store.Log(document);
            await cut.Commit(new Append(Sample.Record(document), Revision.Zero, log[..^1]));
        }

        var wrong = (await VerifyStoreAsync(cut, checkpoints)).Where(one => !one.Ok).ToList();
        Assert.Equal(6, wrong.Count); // Four lack their newest commit, one is gone, and the order with them.
        Assert.Contains(wrong, one => one is { What: "document", Id: "c4", BadRev: 1 });
        Assert.Contains(wrong, one => one is { What: "document", Id: "c0", BadRev: 10 });
    }

    [Fact]
    public async Task TF4_A_changed_commit_in_the_store_is_named()
    {
        await CommitAsync(50, documents: 5);
        var changed = new MemoryDocumentStore("e1");
        foreach (var document in Enumerable.Range(0, 5).Select(Document))
        {
            var log = await store.Log(document);
            if (document.Id == "c3")
                log[4] = Commit.Read(Encoding.UTF8.GetBytes(Text(log[4].Line.Span).Replace("text", "test")));
            await changed.Commit(new Append(Sample.Record(document), Revision.Zero, log));
        }

        var wrong = Assert.Single(await VerifyStoreAsync(changed, []), one => !one.Ok);
        Assert.Equal(("c3", 5), (wrong.Id, wrong.BadRev));
    }

    [Fact]
    public async Task TF4_Foreign_data_beside_the_hash_of_erased_ops_is_found_in_an_export()
    {
        await CommitAsync(6, documents: 2);
        var events = await EventsAsync();
        var at = events.FindLastIndex(line => line.Contains("\"kind\":\"control\"", StringComparison.Ordinal));
        var document = await store.Log(Document(1));
        var (mine, theirs) = ("""{"kind":"add","text":"text 3"}""", """{"kind":"add","text":"forged"}""");
        var erased = Text(document[2].WithoutOps()!.Line.Span).Replace("[]", $"[{theirs}]");
        events[at] = events[at].Replace(Text(document[2].Line.Span), erased).Replace(mine, theirs);

        Assert.Contains("forged", events[at], StringComparison.Ordinal);
        Assert.Equal(at + 1, (await VerifyAsync(events, [])).Bad);
    }

    [Theory]
    [InlineData(SignedHeads.HeldMax)]
    [InlineData(3)]
    public async Task TF4_Every_head_is_compared_with_the_store_however_few_are_held(int heldMax)
    {
        var checkpoints = new List<byte>();
        var last = default(CommitHash);
        for (var n = 1; n <= 10; n++)
        {
            await CommitAsync(1, documents: 1, from: n - 1);
            var head = new DocumentHead(Document(0), new Revision(n), heads[Document(0)]);
            var (line, hash) = new Checkpoint(n, Sample.Start, last, [head], [new FeedHead(Tenant, n)]).Encode(key);
            checkpoints.AddRange([.. line, (byte)'\n']);
            last = hash;
        }

        Assert.All(await VerifyStoreAsync(store, [.. checkpoints], heldMax), one => Assert.True(one.Ok, one.Finding));
        var anew = new MemoryDocumentStore("e1");
        var (forged, previous) = (new List<Commit>(), CommitHash.Genesis(Document(0)));
        for (var rev = 1; rev <= 12; rev++)
        {
            forged.Add(Make(Document(0), rev, rev == 4 ? "forged" : $"text {rev}", previous));
            previous = forged[^1].Hash;
        }

        await anew.Commit(new Append(Sample.Record(Document(0)), Revision.Zero, forged));
        var wrong = Assert.Single(await VerifyStoreAsync(anew, [.. checkpoints], heldMax), one => !one.Ok);
        Assert.Equal((4, "r4 is not the commit that checkpoint 4 names"), ((int)wrong.BadRev!, wrong.Finding));
    }

    [Fact]
    public async Task TF4_More_heads_than_can_be_held_and_lines_without_end_are_findings()
    {
        await CommitAsync(5, documents: 5);
        var checkpoints = await CheckpointAsync();

        var many = await SignedHeads.ReadAsync(new MemoryStream(checkpoints), key, headsMax: 4);

        Assert.Contains("more heads than 4", many.Finding, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FormatException>(async () =>
            await JsonLines.ReadAsync(new MemoryStream(new byte[3_000]), lineBytesMax: 1_000).ToListAsync());
    }

    private static DocumentKey Document(int n) => new(Tenant, "dev", n == 1 ? "control" : "canvas", $"c{n}");

    private static Commit Make(DocumentKey document, long revision, string text, CommitHash previous)
    {
        var details = new CommitDetails
        {
            DocumentId = document.Id,
            At = Sample.At(revision),
            By = new Attribution
            {
                ActorId = "ann",
                ActorType = "human",
                Subject = "ann",
                CorrelationId = $"k{revision}",
                Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
            Previous = previous,
        };
        return Sample.Encode(document, revision, details, $$"""[{"kind":"add","text":"{{text}}"}]""");
    }

    private async Task CommitAsync(int count, int documents, int from = 0)
    {
        for (var n = from; n < from + count; n++)
        {
            var (document, revision) = (Document(n % documents), (n / documents) + 1);
            var previous = heads.TryGetValue(document, out var head) ? head : CommitHash.Genesis(document);
            var commit = Make(document, revision, $"text {revision}", previous);
            await store.Commit(new Append(Sample.Record(document), new Revision(revision - 1), [commit]));
            heads[document] = commit.Hash;
        }
    }

    private async Task<List<string>> EventsAsync()
    {
        var lines = new List<string>();
        await foreach (var one in new EventFeed(store).ReadAsync(Tenant, 0, long.MaxValue, _ => true, default))
        {
            var line = new System.Buffers.ArrayBufferWriter<byte>();
            await using var json = new Utf8JsonWriter(line, AnswerBuffer.Plain);
            EventJson.Write(json, ReadEvent.Of(one), withProof: true);
            await json.FlushAsync();
            lines.Add(Text(line.WrittenSpan));
        }

        return lines;
    }

    /// <summary>A signed checkpoint over all that is there.</summary>
    private async Task<byte[]> CheckpointAsync()
    {
        var read = heads.Keys.Select(async document =>
            new DocumentHead(document, (await store.Find(document))!.Head, heads[document]));
        var feeds = await store.ListFeedsAsync(default);
        var checkpoint = new Checkpoint(1, Sample.Start, default, await Task.WhenAll(read), feeds);
        return [.. checkpoint.Encode(key).Line, (byte)'\n'];
    }

    private async Task<(long? Bad, string Words)> VerifyAsync(
        List<string> lines, byte[] checkpoints, bool isPart = false)
    {
        var signed = await SignedHeads.ReadAsync(new MemoryStream(checkpoints), key);
        var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        var found = await new ExportedHistory(signed, isPart).VerifyAsync(file, (_, _) => Document(0));
        var wrong = found.Where(one => !one.Ok).ToList();
        return (wrong.Count == 0 ? null : wrong[0].BadRev, string.Join("; ", wrong.Select(one => one.Finding)));
    }

    private async Task<List<VerifiedHistory>> VerifyStoreAsync(
        IDocumentStore which, byte[] checkpoints, int heldMax = SignedHeads.HeldMax)
    {
        var signed = await SignedHeads.CompareAsync(new MemoryStream(checkpoints), key, which, default, heldMax);
        return await new StoreVerifier(which).VerifyAsync(signed, default).ToListAsync();
    }

    private async Task FindAllAsync(int seed, int count, List<string> lines, byte[] checkpoints)
    {
        Assert.Null((await VerifyAsync(lines, checkpoints)).Bad); // Left alone, it passes.
        var random = new Random(seed);
        for (var n = 0; n < count; n++)
        {
            var how = (Tampering)(n % 5);
            var (tampered, at) = Tamper(lines, how, random);
            var (bad, words) = await VerifyAsync(tampered, checkpoints);
            Assert.True(bad == at + 1, $"seed {seed}, {n}: {how} at line {at + 1} is found at {bad}: {words}");
        }
    }

    /// <returns>The lines, and the first that is not what was committed.</returns>
    private static (List<string> Lines, int At) Tamper(List<string> lines, Tampering how, Random random)
    {
        var (tampered, at) = (lines.ToList(), random.Next(lines.Count - 1));
        switch (how)
        {
            case Tampering.Change:
                var changed = tampered[at].ToCharArray();
                var place = random.Next(changed.Length);
                changed[place] = (char)(changed[place] ^ 1);
                tampered[at] = new string(changed);
                break;
            case Tampering.Delete:
                tampered.RemoveAt(at);
                break;
            case Tampering.Insert:
                tampered.Insert(at, tampered[random.Next(at + 1, lines.Count)]);
                break;
            case Tampering.Swap:
                var other = random.Next(at + 1, lines.Count);
                (tampered[at], tampered[other]) = (tampered[other], tampered[at]);
                break;
            default:
                tampered.RemoveRange(at, tampered.Count - at);
                break;
        }

        return (tampered, at);
    }

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);
}
