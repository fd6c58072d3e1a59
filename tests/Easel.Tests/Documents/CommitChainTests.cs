using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Contracts;
using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Documents;

public class CommitChainTests
{
    private static readonly DocumentKey Key = Sample.Key();

    public static TheoryData<string> Names => [.. Vectors().Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TF4_The_vectors_hold(string name)
    {
        var vector = Vectors().Single(one => one.GetProperty("name").GetString() == name);
        string[] document = [.. vector.GetProperty("document").EnumerateArray().Select(part => part.GetString()!)];
        var chain = new CommitChain(new DocumentKey(document[0], document[1], document[2], document[3]));
        string? finding = null;
        foreach (var line in vector.GetProperty("lines").EnumerateArray())
        {
            finding = Follow(chain, line.GetString()!);
            if (finding is not null) break;
        }

        var isHead = vector.GetProperty("head").GetString() == chain.Hash.ToString();
        if (!vector.TryGetProperty("broken", out var broken)) Assert.True(finding is null && isHead, finding);
        else Assert.Equal((broken.GetInt64(), false), (chain.Head.Next().Number, finding is null && isHead));
    }

    [Fact]
    public async Task TF4_Every_commit_names_the_one_before_it()
    {
        var desk = new Desk();
        await desk.Commit(Desk.AddText());
        await desk.Submit(Desk.Edit(1, "dry", Desk.Set("a", "x", 0)) with { DryRun = true });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            desk.Submit(Desk.Edit(1, $"k{n}", Desk.Set("a", "x", n)) with { Rebase = true })));
        var log = await desk.Log();

        Assert.Equal(21, log.Count);
        Assert.Equal(CommitHash.Genesis(Desk.C1), log[0].Previous);
        Assert.Null(Follow(Desk.C1, log));
        Assert.NotNull(Follow(Desk.Named("c2"), log));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task TF4_The_chain_goes_on_when_the_document_is_opened_again(long snapshotAt)
    {
        var desk = new Desk();
        for (var n = 0; n < 3; n++) await desk.Commit(Desk.AddText($"a{n}"));
        var state = Desk.Replay((await desk.Log()).Take((int)snapshotAt));
        if (snapshotAt > 0)
            await desk.Store.WriteSnapshot(Desk.C1, snapshotAt, new CanvasModel().EncodeState(state).ToArray());

        var later = new Desk(desk.Store);
        await later.Commit(Desk.AddText("b"));

        Assert.Null(Follow(Desk.C1, await later.Log()));
    }

    [Fact]
    public void TF4_A_sealed_line_reads_as_it_was_made_and_a_plain_one_has_no_predecessor()
    {
        var details = new CommitDetails
        {
            DocumentId = Key.Id,
            At = Sample.At(1),
            By = new Attribution { ActorId = "ann", ActorType = "human", Subject = "ann" },
        };
        var plain = Sample.Encode(Key, 1, details, "[1]");
        var made = Sample.Encode(Key, 1, details with { Previous = CommitHash.Genesis(Key) }, "[1]");
        var read = Commit.Read(made.Line);

        Assert.Equal("[1]", Encoding.UTF8.GetString(read.Ops.Span));
        Assert.Equal(CommitHash.Genesis(Key), read.ReadDetails().Previous);
        Assert.Equal(made.Hash, read.RecomputeHash());
        Assert.Null(plain.Previous);
        Assert.Equal(CommitHash.Of(plain.Line.Span), plain.Hash);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void TF4_Every_byte_of_a_line_counts(int intent)
    {
        var details = new CommitDetails
        {
            DocumentId = Key.Id,
            At = Sample.At(1),
            By = new Attribution
            {
                ActorId = "ann",
                ActorType = "human",
                Subject = "ann",
                Intent = Encoding.UTF8.GetBytes($$"""{"label":"{{new string('x', intent)}}"}"""),
            },
            Previous = CommitHash.Genesis(Key),
        };
        var line = Sample.Encode(Key, 1, details, """[{"n":1}]""").Line.ToArray();
        for (var at = 0; at < line.Length; at += intent > 1_000 ? 997 : 1)
        {
            line[at] ^= 1;
            Assert.True(IsFound(line), $"a change at {at} of {line.Length} goes unnoticed");
            line[at] ^= 1;
        }

        Assert.False(IsFound(line));
    }

    [Fact]
    public async Task TF4_A_line_that_says_its_ops_were_erased_and_has_some_is_no_commit()
    {
        var desk = new Desk();
        await desk.Commit(Desk.AddText());
        var commit = (await desk.Log())[0];
        var erased = Encoding.UTF8.GetString(commit.WithoutOps()!.Line.Span);
        var forged = erased.Replace("\"ops\":[]", $"\"ops\":{Encoding.UTF8.GetString(commit.Ops.Span)}");

        Assert.Equal(commit.Hash, Commit.Read(Encoding.UTF8.GetBytes(erased)).RecomputeHash());
        var refused = Assert.Throws<FormatException>(() => Commit.Read(Encoding.UTF8.GetBytes(forged)));
        Assert.Equal("r1 says that its ops were erased, and has some", refused.Message);
    }

    private static string? Follow(CommitChain chain, string line)
    {
        try
        {
            return chain.Follow(Commit.Read(Encoding.UTF8.GetBytes(line)));
        }
        catch (FormatException refused)
        {
            return refused.Message;
        }
    }

    private static bool IsFound(byte[] line)
    {
        try
        {
            return Follow(Key, [Commit.Read(line)]) is not null
                || Commit.Read(line).Previous is null; // No longer a seal: what comes after finds it.
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static string? Follow(DocumentKey key, IEnumerable<Commit> log)
    {
        var chain = new CommitChain(key);
        return log.Select(chain.Follow).FirstOrDefault(finding => finding is not null);
    }

    private static List<JsonElement> Vectors() =>
        [.. JsonElement.Parse(File.ReadAllBytes(Path.Combine(ConformanceWriter.Folder, "chain.json"))).EnumerateArray()];
}
