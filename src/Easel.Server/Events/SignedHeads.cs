using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>
/// What a file of checkpoints says, as far as it can be believed: the newest head of each document. An older head of
/// the same document is part of the history that the newest one stands for.
/// </summary>
internal sealed class SignedHeads
{
    private readonly Dictionary<DocumentKey, (DocumentHead Head, long Checkpoint)> heads = [];

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
            read.Finding = read.Chain.Follow(line, out var checkpoint);
            if (checkpoint is null) break;
            foreach (var head in checkpoint.Heads) read.heads[head.Document] = (head, checkpoint.Seq);
        }

        return read;
    }

    /// <summary>What speaks against a commit, or null.</summary>
    public string? Contradict(DocumentKey document, Commit commit) =>
        heads.TryGetValue(document, out var one) && one.Head.Revision == commit.Revision
            && one.Head.Hash is { } hash && hash != commit.Hash
            ? $"{commit.Revision} is not the commit that checkpoint {one.Checkpoint} names"
            : null;

    /// <summary>What speaks against a history that ends at a revision, or null.</summary>
    public string? ContradictEnd(DocumentKey document, Revision end) =>
        heads.TryGetValue(document, out var one) && one.Head.Revision > end
            ? $"{end.Next()} is missing: checkpoint {one.Checkpoint} names {one.Head.Revision}"
            : null;
}
