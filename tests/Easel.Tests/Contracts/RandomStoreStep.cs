using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>Chooses what happens to a store, from a seed.</summary>
internal sealed class RandomStoreStep(Random random, int documents = 8)
{
    private static readonly string[] Alphabets =
        ["abcdefghijklmnop", "äöüßéñ", "漢字仮名", " -_.%'\"\\\u0001", "αβγ\uffff"];

    private long made;

    public int Appended { get; private set; }

    public int Lost { get; private set; }

    public int Next(int max) => random.Next(max);

    public DocumentKey Key()
    {
        var n = random.Next(documents);
        return Sample.Key($"c{n / 3}", n % 3 == 1 ? "t_b" : "t_a", n % 3 == 2 ? "prod" : "dev");
    }

    public DocumentRecord Record(DocumentKey key) => new(
        key, new Placement(Maybe("w"), Maybe("p"), Maybe("a"), Maybe("s")), Title(),
        Sample.Start.AddMilliseconds(random.Next(100_000)), $"user {random.Next(3)}");

    public DocumentListing Listing() => new(
        random.Next(2) == 0 ? "t_a" : "t_b", random.Next(3) == 0 ? "prod" : "dev", "canvas",
        random.Next(3) == 0 ? new Placement(Maybe("w"), Maybe("p"), null, null) : Placement.None,
        random.Next(2) == 0 ? $"c{random.Next(documents / 3)}" : null,
        1 + random.Next(4));

    /// <summary>Commits on the head, or in one of six cases on another.</summary>
    public Append Append(DocumentKey key, StoreModel.Document? document)
    {
        var head = document?.Log.Count ?? 0;
        if (random.Next(6) == 0) head = Math.Max(0, head + random.Next(-2, 3));
        var count = random.Next(10) == 0 ? 1 + random.Next(60) : 1 + random.Next(4);
        return new Append(Record(key), new Revision(head), Commits(key, head, count));
    }

    public List<Commit> Commits(DocumentKey key, long head, int count) =>
        [.. Enumerable.Range(1, count).Select(n => Sample.Commit(
            key, head + n, random.Next(5) == 0 ? null : EditKey(), random.Next(random.Next(20) == 0 ? 9_000 : 60)))];

    public List<string> KeysAskedFor(StoreModel.Document? document)
    {
        var bound = document?.Keys.Keys.ToList() ?? [];
        return [.. Enumerable.Range(0, random.Next(12)).Select(_ =>
            bound.Count > 0 && random.Next(2) == 0 ? bound[random.Next(bound.Count)] : EditKey()).Distinct()];
    }

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public AppendResult Count(AppendResult result)
    {
        if (result == AppendResult.Appended) Appended++;
        if (result == AppendResult.LostRace) Lost++;
        return result;
    }

    /// <summary>A key that was never made before: up to 255 characters that end with a number.</summary>
    private string EditKey()
    {
        var alphabet = Alphabets[random.Next(Alphabets.Length)];
        var number = $"{++made}";
        var length = (random.Next(8) == 0 ? 255 : random.Next(1, 40)) - number.Length;
        return new string(random.GetItems<char>(alphabet, Math.Max(0, length))) + number;
    }

    private string? Maybe(string name) => random.Next(3) == 0 ? null : $"{name}{random.Next(3)}";

    private string? Title() => random.Next(4) == 0 ? null : $"title {random.Next(1_000)} é🙂";
}
