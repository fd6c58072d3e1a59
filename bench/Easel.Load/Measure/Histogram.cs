namespace Easel.Load.Measure;

/// <summary>Latencies in microseconds: exact below 10 ms, to 0.1 ms below 1 s, to 10 ms beyond.</summary>
internal sealed class Histogram
{
    private const int Fine = 10_000;
    private const int Steps = 10_000;

    private readonly long[] counts = new long[Fine + (2 * Steps)];

    public long Count { get; private set; }

    public void Add(long us)
    {
        Count++;
        counts[Math.Clamp(IndexOf(us), 0, counts.Length - 1)]++;
    }

    /// <summary>The latency that a share of all did not exceed; 0 if there are none.</summary>
    public long Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= wanted && wanted > 0) return ValueOf(i);
        }

        return 0;
    }

    private static int IndexOf(long us) => us switch
    {
        < Fine => (int)us,
        < 1_000_000 => (int)(Fine + ((us - Fine) / 100)),
        _ => (int)Math.Min(Fine + Steps + ((us - 1_000_000) / 10_000), int.MaxValue),
    };

    private static long ValueOf(int index) => index switch
    {
        < Fine => index,
        < Fine + Steps => Fine + ((index - Fine) * 100L),
        _ => 1_000_000 + ((index - Fine - Steps) * 10_000L),
    };
}
