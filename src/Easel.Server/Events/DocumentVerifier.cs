using Easel.Documents;

namespace Easel.Server.Events;

/// <summary>Follows the commits of one document and compares them with what was signed.</summary>
internal sealed class DocumentVerifier(DocumentKey document, CommitChain chain, SignedHeads signed)
{
    public DocumentVerifier(DocumentKey document, SignedHeads signed)
        : this(document, new CommitChain(document), signed)
    {
    }

    public DocumentKey Document => document;

    public Revision Head => chain.Head;

    /// <summary>The first thing wrong, and where; null so far.</summary>
    public (long Rev, string What)? Finding { get; private set; }

    /// <summary>Follows the next commit, unless something was wrong before it.</summary>
    public void Follow(Commit commit)
    {
        if (Finding is not null) return;
        var at = chain.Head.Next().Number;
        if ((chain.Follow(commit) ?? signed.Contradict(document, commit)) is { } wrong) Finding = (at, wrong);
    }

    /// <summary>Says something against the next commit.</summary>
    public void Refuse(string wrong) => Finding ??= (chain.Head.Next().Number, wrong);

    /// <summary>No more commits come.</summary>
    public VerifiedHistory End()
    {
        if (signed.ContradictEnd(document, chain.Head) is { } missing) Refuse(missing);
        return new VerifiedHistory(
            "document", document.Tenant, document.Env, document.Kind, document.Id, chain.Head.Number,
            chain.Hash.ToString(), Finding is null, Finding?.Rev, Finding?.What);
    }
}
