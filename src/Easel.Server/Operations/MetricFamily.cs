using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Easel.Server.Operations;

/// <summary>One metric of the page: what its instrument measured, by the labels that it may have.</summary>
/// <param name="source">The instrument.</param>
/// <param name="name">Its name on the page.</param>
/// <param name="labels">The tags that are kept, and their names on the page; all others are summed over.</param>
/// <param name="bounds">Upper bounds of a histogram's buckets; null for what is no histogram.</param>
internal sealed class MetricFamily(
    string source, string name, string help, (string Tag, string Label)[]? labels = null, double[]? bounds = null)
{
    // No label should come near it. If one does, this is where it stops costing memory.
    private const int SeriesMax = 1_000;

    private static readonly string[] Statuses =
        [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    private readonly (string Tag, string Label)[] labels = labels ?? [];
    private readonly ConcurrentDictionary<Values, MetricSeries> series = new();
    private readonly Lazy<MetricSeries> other = new(() => new MetricSeries(bounds));

    public string Source => source;

    public void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var one = Find(tags);
        if (instrument.IsObservable) one.Set(value);
        else one.Add(value);
    }

    public void WriteTo(StringBuilder page)
    {
        if (series.IsEmpty && labels.Length > 0) return; // Nothing of it has happened yet.
        if (series.IsEmpty) series.GetOrAdd(default, _ => new MetricSeries(bounds));
        var type = bounds is not null ? "histogram" : name.EndsWith("_total", StringComparison.Ordinal)
            ? "counter" : "gauge";
        page.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var (values, one) in series) one.WriteTo(page, name, Written(values));
        if (other.IsValueCreated) other.Value.WriteTo(page, name, Written(new Values("other", "other", "other")));
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = default(Values);
        if (labels.Length > 0) values = new Values(Value(tags, 0), Value(tags, 1), Value(tags, 2));
        if (series.TryGetValue(values, out var one)) return one;
        return series.Count < SeriesMax ? series.GetOrAdd(values, _ => new MetricSeries(bounds)) : other.Value;
    }

    private string? Value(ReadOnlySpan<KeyValuePair<string, object?>> tags, int label)
    {
        if (label >= labels.Length) return null;
        foreach (var (tag, value) in tags)
        {
            if (tag != labels[label].Tag) continue;
            return value switch
            {
                string text => text,
                int status and >= 0 and < 600 => Statuses[status],
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
        }

        return "";
    }

    private string Written(Values values)
    {
        var written = labels.Zip([values.First, values.Second, values.Third], (label, value) =>
            $"{label.Label}=\"{Escape(value)}\"");
        return string.Join(',', written);
    }

    private static string Escape(string? value) => value is null ? "" : value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private readonly record struct Values(string? First, string? Second, string? Third);
}
