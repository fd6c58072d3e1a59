using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Easel.Server.Operations;

/// <summary>
/// Sends traces, metrics and logs to a collector (OTLP), if the environment names one by the variables that are usual
/// for it: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin. A collector that is away costs what it would have got.
/// </summary>
internal static class Telemetry
{
    private const string Requests = "Microsoft.AspNetCore";
    private const string BareRequests = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";

    private static readonly TimeSpan FlushMax = TimeSpan.FromSeconds(2);
    private static readonly OtlpSignal Traces = new("TRACES"), Metrics = new("METRICS"), Logs = new("LOGS");

    /// <summary>Adds nothing, not even the reading of its libraries, where no collector is named.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (Traces.IsWanted || Metrics.IsWanted || Logs.IsWanted) Add(builder);
    }

    private static void Add(WebApplicationBuilder builder)
    {
        var sdk = CreateSdk();
        builder.Services.AddHostedService(_ => new TelemetryEnd(sdk));
        if (Logs.IsWanted) builder.Services.AddSingleton<ILoggerProvider>(new CollectedLogs(sdk));
        if (!Traces.IsWanted) return;
        AppContext.SetSwitch(BareRequests, false);
        builder.Services.AddSingleton<IStartupFilter, NamedRequests>();
    }

    /// <exception cref="OptionsValidationException">The environment says something that cannot be.</exception>
    private static OpenTelemetrySdk CreateSdk()
    {
        string[] faults = [.. Traces.Faults.Concat(Metrics.Faults).Concat(Logs.Faults).Distinct()];
        if (faults.Length > 0) throw new OptionsValidationException("OTEL", typeof(OtlpSignal), faults);
        try
        {
            return OpenTelemetrySdk.Create(to =>
            {
                to.ConfigureResource(Describe);
                if (Traces.IsWanted) to.WithTracing(all => all.AddSource(Requests).AddOtlpExporter(Traces.Adjust));
                if (Metrics.IsWanted)
                    to.WithMetrics(all => all.AddMeter([.. MetricTable.Meters]).AddOtlpExporter(Metrics.Adjust));
                if (Logs.IsWanted) to.WithLogging(all => all.AddOtlpExporter(Logs.Adjust));
            });
        }
        catch (Exception wrong) when (wrong is ArgumentException or UriFormatException)
        {
            throw new OptionsValidationException(
                "OTEL", typeof(OtlpSignal), [$"A variable OTEL_... cannot be used: {wrong.Message}"]);
        }
    }

    /// <summary>What the environment says of the service comes last, so it counts.</summary>
    private static void Describe(ResourceBuilder resource) => resource.Clear()
        .AddService("easel", serviceVersion: Assembly.GetExecutingAssembly().GetName().Version?.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>
    /// Says of the span of a request what is known at its end. Queries, which may hold tickets, are not in it.
    /// </summary>
    private sealed class NamedRequests : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                await rest(http);
                if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
                    Name(span, http);
            });
            next(app);
        };

        private static void Name(Activity span, HttpContext http)
        {
            var status = http.Response.StatusCode;
            span.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError) span.SetStatus(ActivityStatusCode.Error);
            if ((http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is not { } route) return;
            span.SetTag("http.route", route);
            span.DisplayName = $"{http.Request.Method} {route}";
        }
    }

    /// <summary>Sends what is left when the server ends; waits only a moment for a collector that hangs.</summary>
    private sealed class TelemetryEnd(OpenTelemetrySdk sdk) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            // Not awaited to its end: what comes after this in the stop, checkpoints for example, is worth more.
            return Task.WhenAny(Task.Run(sdk.Dispose, CancellationToken.None), Task.Delay(FlushMax, cancellationToken));
        }
    }

    /// <summary>Hands what is logged to the collector.</summary>
    private sealed class CollectedLogs(OpenTelemetrySdk sdk) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => sdk.GetLoggerFactory().CreateLogger(categoryName);

        public void Dispose()
        {
        }
    }
}
