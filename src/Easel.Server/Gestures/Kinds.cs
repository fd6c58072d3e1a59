namespace Easel.Server.Gestures;

/// <summary>Numbers for the kinds of gestures that one socket sends.</summary>
internal sealed class Kinds(int max)
{
    /// <summary>Presence is a kind of its own.</summary>
    public const int Presence = 0;

    private readonly List<byte[]> names = [];

    /// <summary>Beyond the limit all share the last number, so that of those only the newest is kept.</summary>
    public int NumberOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (name.SequenceEqual(names[i])) return i + 1;
        }

        if (names.Count == max) return max;
        names.Add(name.ToArray());
        return names.Count;
    }
}
