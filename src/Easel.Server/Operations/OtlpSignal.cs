using OpenTelemetry.Exporter;

namespace Easel.Server.Operations;

/// <summary>Where one kind of telemetry goes, by the variables that are usual for it.</summary>
/// <param name="Name">As it stands in their names: TRACES, METRICS, LOGS.</param>
internal sealed record OtlpSignal(string Name)
{
    /// <summary>Whether a collector is named, and the signal not switched off.</summary>
    public bool IsWanted { get; } =
        (Read("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Read($"OTEL_EXPORTER_OTLP_{Name}_ENDPOINT")) is not null
        && Read($"OTEL_{Name}_EXPORTER") != "none"
        && !string.Equals(Read("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What cannot be: the exporter would go to its default address instead.</summary>
    public IEnumerable<string> Faults => !IsWanted
        ? []
        : new[] { "OTEL_EXPORTER_OTLP_", $"OTEL_EXPORTER_OTLP_{Name}_" }.SelectMany(FaultsOf);

    /// <summary>The exporter itself reads the variables for all signals; those of one go before them.</summary>
    public void Adjust(OtlpExporterOptions options)
    {
        if (Own("PROTOCOL") is { } protocol)
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (Own("ENDPOINT") is { } endpoint) options.Endpoint = new Uri(endpoint);
        if (Own("HEADERS") is { } headers) options.Headers = headers;
    }

    private static IEnumerable<string> FaultsOf(string prefix)
    {
        if (Read(prefix + "ENDPOINT") is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)))
            yield return $"{prefix}ENDPOINT must be an address that begins with http:// or https://.";
        if (Read(prefix + "PROTOCOL") is not (null or "grpc" or "http/protobuf"))
            yield return $"{prefix}PROTOCOL must be one of grpc, http/protobuf.";
    }

    private string? Own(string what) => Read($"OTEL_EXPORTER_OTLP_{Name}_{what}");

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
