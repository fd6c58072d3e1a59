using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// What a file of checkpoints says, as far as it can be believed: every head that it names. The newest of a document
/// would not do: a server that was given another history goes on signing that.
/// </summary>
internal sealed class SignedHeads
{
    private readonly Dictionary<DocumentKey, Dictionary<long, (CommitHash? Hash, long Checkpoint)>> heads = [];

    private SignedHeads(CheckpointChain chain) => Chain = chain;

    public CheckpointChain Chain { get; }

    /// <summary>The first thing wrong with the file; what follows it is not believed.</summary>
    public string? Finding { get; private set; }

    /// <summary>Whether the file ends in half a line, as a crash may leave it.</summary>
    public bool IsTorn { get; private set; }

    public IEnumerable<DocumentKey> Documents => heads.Keys;

    public static SignedHeads None() => new(new CheckpointChain(key: null));

    /// <param name="key">Whose signatures the checkpoints must bear.</param>
    public static async Task<SignedHeads> ReadAsync(System.IO.Stream from, CheckpointKey? key)
    {
        var read = new SignedHeads(new CheckpointChain(key));
        await foreach (var (line, isWhole) in CheckpointFile.ReadLinesAsync(from))
        {
            read.IsTorn = !isWhole;
            if (!isWhole) break;
            read.Finding = read.Chain.Follow(line, out var checkpoint)
                ?? checkpoint!.Heads.Select(head => read.Add(head, checkpoint.Seq))
                    .FirstOrDefault(wrong => wrong is not null);
            if (read.Finding is not null) break;
        }

        return read;
    }

    /// <summary>What speaks against a commit, or null.</summary>
    public string? Contradict(DocumentKey document, Commit commit) =>
        heads.TryGetValue(document, out var named) && named.TryGetValue(commit.Revision.Number, out var one)
            && one.Hash is { } hash && hash != commit.Hash
            ? $"{commit.Revision} is not the commit that checkpoint {one.Checkpoint} names"
            : null;

    /// <summary>What speaks against a history that ends at a revision, or null.</summary>
    public string? ContradictEnd(DocumentKey document, Revision end)
    {
        if (!heads.TryGetValue(document, out var named)) return null;
        var (last, one) = named.MaxBy(head => head.Key);
        return last > end.Number
            ? $"{end.Next()} is missing: checkpoint {one.Checkpoint} names {new Revision(last)}"
            : null;
    }

    private string? Add(DocumentHead head, long checkpoint)
    {
        if (!heads.TryGetValue(head.Document, out var named)) heads.Add(head.Document, named = []);
        if (named.TryGetValue(head.Revision.Number, out var earlier) && earlier.Hash != head.Hash)
        {
            return $"checkpoint {checkpoint} names another {head.Revision} of {head.Document.Id} "
                + $"than checkpoint {earlier.Checkpoint}";
        }

        named[head.Revision.Number] = (head.Hash, checkpoint);
        return null;
    }
}
