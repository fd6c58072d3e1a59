using System.Security.Cryptography;
using System.Text;
using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>Documents and commits for stores. A store does not know what ops mean, so they mean nothing.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static DocumentKey Key(
        string id = "c1", string tenant = "t_a", string env = "dev", string kind = "canvas") =>
        new(tenant, env, kind, id);

    public static DocumentRecord Record(DocumentKey key, string? title = null) =>
        new(key, Placement.None, title, Start, "ann");

    /// <summary>The name of the key that <see cref="Append"/> gives to a revision.</summary>
    public static string KeyOf(long revision) => $"k{revision}";

    public static ReadOnlyMemory<byte> Fingerprint(string value) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsMemory(0, 16);

    /// <summary>When the commit of a revision was made.</summary>
    public static DateTimeOffset At(long revision) => Start.AddSeconds(revision % 1_000_000);

    /// <param name="fill">So many bytes that say nothing.</param>
    /// <param name="by">Who made it; two commits of one revision differ by it.</param>
    public static Commit Commit(DocumentKey key, long revision, string? editKey = null, int fill = 0, string by = "ann")
    {
        var details = new CommitDetails
        {
            DocumentId = key.Id,
            At = At(revision),
            By = new Attribution { ActorId = by, ActorType = "human", Subject = by, CorrelationId = editKey },
        };
        return Encode(key, revision, details, $$"""[{"n":{{revision}},"fill":"{{new string('x', fill)}}"}]""", editKey);
    }

    public static Commit Encode(
        DocumentKey key, long revision, CommitDetails details, string ops, string? editKey = null) =>
        Easel.Documents.Commit.Create(
            new Revision(revision), details with { DocumentId = key.Id }, Encoding.UTF8.GetBytes(ops),
            editKey is null ? null : new EditKey(editKey, Fingerprint(editKey)));

    /// <summary>An append of commits with the keys of <see cref="KeyOf"/>.</summary>
    public static Append Append(DocumentKey key, long head, int count = 1, string? title = null, string by = "ann") =>
        new(Record(key, title), new Revision(head), Commits(key, head, count, by));

    public static List<Commit> Commits(DocumentKey key, long head, int count, string by = "ann") =>
        [.. Enumerable.Range(1, count).Select(n => Commit(key, head + n, KeyOf(head + n), by: by))];
}
