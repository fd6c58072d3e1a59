namespace Easel.Documents;

/// <summary>
/// Wakes those who follow a document. A hint says only that the head moved: it may be lost, doubled or late without
/// harm, because followers read the log.
/// </summary>
public interface ICommitFeed
{
    /// <summary>Tells followers that <paramref name="head"/> is durable.</summary>
    void Publish(DocumentKey key, Revision head);
}
