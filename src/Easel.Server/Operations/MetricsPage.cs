using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Easel.Server.Wire;

namespace Easel.Server.Operations;

/// <summary>
/// <c>GET /metrics</c>: the numbers of the process in Prometheus' text format 0.0.4. It is on the admin listener only,
/// because it tells about all tenants together and asks nobody who he is.
/// </summary>
internal sealed class MetricsPage : IDisposable
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly MeterListener listener = new();
    private readonly IReadOnlyList<MetricFamily> families = MetricTable.Create();
    private readonly IMeterFactory factory;

    public MetricsPage(IMeterFactory factory)
    {
        this.factory = factory;
        listener.InstrumentPublished = Choose;
        listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, family) =>
            ((MetricFamily)family!).Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, family) =>
            ((MetricFamily)family!).Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>(static (instrument, value, tags, family) =>
            ((MetricFamily)family!).Record(instrument, value, tags));
        listener.Start();
    }

    public Task GetAsync(HttpContext http)
    {
        listener.RecordObservableInstruments();
        var page = new StringBuilder();
        foreach (var family in families) family.WriteTo(page);
        WriteOpenFiles(page);
        http.Response.Write(200, ContentType, Encoding.UTF8.GetBytes(page.ToString()));
        return Task.CompletedTask;
    }

    public void Dispose() => listener.Dispose();

    private void Choose(Instrument instrument, MeterListener to)
    {
        // Other servers in the process, as in tests, have meters of the same names.
        var meter = instrument.Meter;
        var isOurs = MetricTable.Meters.Contains(meter.Name) && (meter.Scope is null || meter.Scope == factory);
        if (isOurs && families.FirstOrDefault(one => one.Source == instrument.Name) is { } family)
            to.EnableMeasurementEvents(instrument, family);
    }

    private static void WriteOpenFiles(StringBuilder page)
    {
        const string Descriptors = "/proc/self/fd";
        if (!Directory.Exists(Descriptors)) return;
        page.Append("# HELP process_open_fds Files and connections that are open.\n# TYPE process_open_fds gauge\n");
        var count = Directory.EnumerateFileSystemEntries(Descriptors).Count();
        page.Append(CultureInfo.InvariantCulture, $"process_open_fds {count}\n");
    }
}
