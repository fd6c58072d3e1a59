using System.Globalization;
using System.Text;

namespace Easel.Server.Operations;

/// <summary>The numbers of one metric for one set of labels. Written by all threads, without locks.</summary>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly long[] buckets = new long[(bounds?.Length ?? -1) + 1];
    private double sum;

    /// <summary>Counts up, or takes a measurement into the buckets.</summary>
    public void Add(double value)
    {
        if (bounds is not null) Interlocked.Increment(ref buckets[BucketOf(value)]);
        double before;
        do before = Volatile.Read(ref sum);
        while (Interlocked.CompareExchange(ref sum, before + value, before) != before);
    }

    /// <summary>Takes a number over that another one counts.</summary>
    public void Set(double value) => Volatile.Write(ref sum, value);

    public void WriteTo(StringBuilder page, string name, string labels)
    {
        var total = Volatile.Read(ref sum);
        if (bounds is null)
        {
            Line(page, name, labels, total);
            return;
        }

        var count = 0L;
        var more = labels.Length > 0 ? "," : "";
        for (var i = 0; i < buckets.Length; i++)
        {
            count += Volatile.Read(ref buckets[i]);
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(page, $"{name}_bucket", $"{labels}{more}le=\"{bound}\"", count);
        }

        Line(page, $"{name}_sum", labels, total);
        Line(page, $"{name}_count", labels, count);
    }

    private int BucketOf(double value)
    {
        var i = 0;
        while (i < bounds!.Length && value > bounds[i]) i++;
        return i;
    }

    private static void Line(StringBuilder page, string name, string labels, double value)
    {
        page.Append(name);
        if (labels.Length > 0) page.Append('{').Append(labels).Append('}');
        page.Append(CultureInfo.InvariantCulture, $" {value}\n");
    }
}
