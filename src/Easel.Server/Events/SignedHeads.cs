using System.Runtime.InteropServices;
using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// What a file of checkpoints says, as far as it can be believed: every head that it names. The newest of a document
/// would not do: a server that was given another history goes on signing that.
/// </summary>
internal sealed class SignedHeads
{
    /// <summary>
    /// Heads that are held at once; about 150 bytes each. Those of a store are compared with it whenever there are so
    /// many. A file can only be compared with all, so more than <see cref="FileHeadsMax"/> are refused.
    /// </summary>
    public const int HeldMax = 100_000;

    /// <summary>Heads that are held to prove a file: a checkpoint each minute over ten documents for a year.</summary>
    public const int FileHeadsMax = 5_000_000;

    private readonly Dictionary<DocumentKey, Dictionary<long, (CommitHash? Hash, long Checkpoint)>> held = [];
    private readonly Dictionary<DocumentKey, (long Rev, long Checkpoint)> newest = [];
    private readonly Dictionary<DocumentKey, (long Rev, string What)> wrong = [];
    private readonly IDocumentStore? store;
    private readonly int heldMax;
    private int count;

    private SignedHeads(CheckpointChain chain, IDocumentStore? store = null, int heldMax = FileHeadsMax) =>
        (Chain, this.store, this.heldMax) = (chain, store, heldMax);

    public CheckpointChain Chain { get; }

    /// <summary>The first thing wrong with the file; what follows it is not believed.</summary>
    public string? Finding { get; private set; }

    /// <summary>Whether the file ends in half a line, as a crash may leave it.</summary>
    public bool IsTorn { get; private set; }

    public IEnumerable<DocumentKey> Documents => newest.Keys;

    public static SignedHeads None() => new(new CheckpointChain(key: null));

    /// <summary>Reads all heads, to compare exported files with.</summary>
    /// <param name="key">Whose signatures the checkpoints must bear.</param>
    public static async Task<SignedHeads> ReadAsync(
        System.IO.Stream from, CheckpointKey? key, int headsMax = FileHeadsMax)
    {
        var read = new SignedHeads(new CheckpointChain(key), heldMax: headsMax);
        await read.ReadThroughAsync(from, default);
        return read;
    }

    /// <summary>Reads all heads and compares them with a store, some at a time.</summary>
    /// <param name="key">Whose signatures the checkpoints must bear.</param>
    public static async Task<SignedHeads> CompareAsync(
        System.IO.Stream from, CheckpointKey? key, IDocumentStore store, CancellationToken ct, int heldMax = HeldMax)
    {
        var read = new SignedHeads(new CheckpointChain(key), store, heldMax);
        await read.ReadThroughAsync(from, ct);
        await read.CompareAsync(ct);
        return read;
    }

    /// <summary>What speaks against a commit, or null.</summary>
    public string? Contradict(DocumentKey document, Commit commit) =>
        wrong.TryGetValue(document, out var found) && found.Rev == commit.Revision.Number ? found.What
        : held.TryGetValue(document, out var named) && named.TryGetValue(commit.Revision.Number, out var one)
            ? Compare(commit, one.Hash, one.Checkpoint)
        : null;

    /// <summary>What speaks against a history that ends at a revision, or null.</summary>
    public string? ContradictEnd(DocumentKey document, Revision end) =>
        newest.TryGetValue(document, out var last) && last.Rev > end.Number
            ? $"{end.Next()} is missing: checkpoint {last.Checkpoint} names {new Revision(last.Rev)}"
            : null;

    private static string? Compare(Commit commit, CommitHash? hash, long checkpoint) =>
        hash is { } signed && signed != commit.Hash
            ? $"{commit.Revision} is not the commit that checkpoint {checkpoint} names"
            : null;

    private async Task ReadThroughAsync(System.IO.Stream from, CancellationToken ct)
    {
        try
        {
            await foreach (var (line, isWhole) in JsonLines.ReadAsync(from))
            {
                ct.ThrowIfCancellationRequested();
                IsTorn = !isWhole;
                if (!isWhole) break;
                Finding = Chain.Follow(line, out var checkpoint)
                    ?? checkpoint!.Heads.Select(head => Add(head, checkpoint.Seq))
                        .FirstOrDefault(finding => finding is not null);
                if (Finding is not null) break;
                if (store is not null && count >= heldMax) await CompareAsync(ct);
            }
        }
        catch (FormatException tooLong)
        {
            Finding = $"checkpoint {Chain.Seq + 1} {tooLong.Message}";
        }
    }

    private string? Add(DocumentHead head, long checkpoint)
    {
        var (document, rev) = (head.Document, head.Revision.Number);
        if (!held.TryGetValue(document, out var named)) held.Add(document, named = []);
        ref var one = ref CollectionsMarshal.GetValueRefOrAddDefault(named, rev, out var isNamed);
        if (isNamed && one.Hash != head.Hash)
        {
            return $"checkpoint {checkpoint} names another {head.Revision} of {document.Id} "
                + $"than checkpoint {one.Checkpoint}";
        }

        one = (head.Hash, checkpoint);
        if (!isNamed) count++;
        if (rev >= newest.GetValueOrDefault(document).Rev) newest[document] = (rev, checkpoint);
        return store is null && count > heldMax
            ? $"checkpoint {checkpoint} names more heads than {heldMax:N0}, which is as many as a file is compared with"
            : null;
    }

    /// <summary>
    /// Compares what is held with the store, and lets it go. What cannot be read is found by its chain.
    /// </summary>
    private async Task CompareAsync(CancellationToken ct)
    {
        foreach (var (document, named) in held)
        {
            foreach (var (rev, one) in named.OrderBy(one => one.Key))
            {
                if (wrong.TryGetValue(document, out var earlier) && earlier.Rev <= rev) break;
                if (await FindAsync(document, rev, ct) is not { } commit) break;
                if (Compare(commit, one.Hash, one.Checkpoint) is not { } found) continue;
                wrong[document] = (rev, found);
                break;
            }
        }

        held.Clear();
        count = 0;
    }

    private async ValueTask<Commit?> FindAsync(DocumentKey document, long rev, CancellationToken ct)
    {
        try
        {
            return await store!.ReadAfterAsync(document, new Revision(rev - 1), bytesMax: 0, ct) is [var commit, ..]
                ? commit
                : null;
        }
        catch (Exception broken) when (broken is FormatException or DocumentDamagedException)
        {
            return null;
        }
    }
}
