namespace Easel.Documents;

/// <summary>
/// Walks a document's commits in order and says which is the first that is not what was committed. A change, a gap, a
/// swap or an insertion breaks the chain where it happened; a tail that was cut off does not, and shows only against a
/// head that was recorded elsewhere.
/// </summary>
/// <param name="head">What was followed already.</param>
/// <param name="hash">The hash of that.</param>
public sealed class CommitChain(Revision head, CommitHash hash)
{
    private bool hasSeals;

    /// <summary>Starts at the beginning of a document.</summary>
    public CommitChain(DocumentKey key)
        : this(Revision.Zero, CommitHash.Genesis(key))
    {
    }

    /// <summary>The newest revision that was followed.</summary>
    public Revision Head { get; private set; } = head;

    /// <summary>Its hash; what a document's name says at revision 0.</summary>
    public CommitHash Hash { get; private set; } = hash;

    /// <summary>Follows the next commit.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public string? Follow(Commit commit)
    {
        var expected = Head.Next();
        if (commit.Revision != expected) return $"{commit.Revision} stands where {expected} belongs";
        if (commit.Previous is { } previous)
        {
            if (previous != Hash) return $"{expected} does not continue the commit before it";
            if (commit.RecomputeHash() != commit.Hash) return $"{expected} is not what was committed";
            hasSeals = true;
        }
        else if (hasSeals)
        {
            return $"{expected} has no hash, but commits before it have one";
        }

        (Head, Hash) = (expected, commit.Hash);
        return null;
    }
}
