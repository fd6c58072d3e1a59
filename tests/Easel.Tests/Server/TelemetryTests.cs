using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Easel.Tests.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Server;

/// <summary>What a collector gets from a server whose environment names it (SPEC HO4).</summary>
public class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task HO4_A_collector_gets_traces_metrics_and_logs_and_no_credential()
    {
        await using var collector = await Collector.StartAsync();
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(
            folder.Path, [.. collector.Settings, ("Logging__LogLevel__Default", "Information")]);
        using var client = server.Client();
        var token = ServerProcess.Token(folder.Path);
        const string Ops = """[{"kind":"set_meta","key":"title","value":"canary-of-content"}]""";
        var sent = await client.SendAsync(new Attempt { Canvas = "c1", Key = "k", Ops = Ops, Base = 0 });
        Assert.Equal(Outcome.Acknowledged, sent.Outcome);
        using (await client.Http.GetAsync($"/sse/canvas/c1?token={token}", HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(404, (await client.GetAsync($"/nowhere?token={token}&ticket=canary-of-a-ticket")).Status);

        Assert.Equal(0, await server.TerminateAsync(Patience)); // What is left is sent at the end.

        Assert.Contains("/canvas/{canvas_id}/commands", collector.Text("/v1/traces"));
        Assert.Contains("easel.commits", collector.Text("/v1/metrics"));
        Assert.Contains("SQLite ", collector.Text("/v1/logs"));
        foreach (var secret in (string[])[token, "canary-of-a-ticket", "canary-of-content"])
            Assert.DoesNotContain(secret, collector.Text(""));
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER", "none", "/v1/metrics")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:9/other", "/v1/traces")]
    [InlineData("OTEL_SDK_DISABLED", "true", "/v1/")]
    public async Task HO4_A_signal_that_is_switched_off_or_goes_elsewhere_is_not_sent(string variable, string value, string path)
    {
        await using var collector = await Collector.StartAsync();
        using var folder = FaultFolder.Create();
        await using var server =
            await ServerProcess.StartAsync(folder.Path, [.. collector.Settings, (variable, value)]);

        Assert.Equal(0, await server.TerminateAsync(Patience));

        Assert.Equal("", collector.Text(path));
    }

    [Fact]
    public async Task HO4_A_collector_that_is_away_costs_nothing()
    {
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(
            folder.Path, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        using var client = server.Client();

        const string Ops = """[{"kind":"set_meta","key":"title","value":"here"}]""";
        var sent = await client.SendAsync(new Attempt { Canvas = "c1", Key = "k", Ops = Ops, Base = 0 });

        Assert.Equal(Outcome.Acknowledged, sent.Outcome);
        Assert.Equal(0, await server.TerminateAsync(Patience));
    }

    [Fact]
    public async Task HO1_A_collector_that_hangs_keeps_no_server_from_a_clean_stop()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0); // Connections are made, and nobody answers.
        silent.Start();
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(
            folder.Path, ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        Assert.Equal(0, await server.TerminateAsync(Patience));

        Assert.False(File.Exists(Path.Combine(folder.Path, "easel.db-wal")));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "file:///etc/passwd", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "weird", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "a", "OTEL_")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL", "0", "OTEL_")]
    public async Task HO4_A_variable_that_cannot_be_used_is_said_in_a_sentence(string name, string value, string said)
    {
        using var folder = FaultFolder.Create();
        await using var server = ServerProcess.Launch(
            folder.Path, ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), (name, value));

        Assert.Equal(1, await server.ExitAsync(Patience));

        Assert.Contains(said, server.Output);
        Assert.DoesNotContain("fault of Easel", server.Output);
        Assert.DoesNotContain("   at ", server.Output);
    }

    /// <summary>Takes whatever is sent, and keeps it.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
        private readonly WebApplication app;

        private Collector()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.Run(async http =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                received.Enqueue((http.Request.Path, body.ToArray()));
            });
        }

        public (string, string)[] Settings =>
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", app.Urls.First()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "easel-of-the-test"),
        ];

        public static async Task<Collector> StartAsync()
        {
            var collector = new Collector();
            await collector.app.StartAsync();
            return collector;
        }

        /// <summary>All that came to a path, bytes as characters: texts stand in it as they are.</summary>
        public string Text(string path) => string.Concat(
            received.Where(one => one.Path.StartsWith(path, StringComparison.Ordinal))
                .Select(one => Encoding.Latin1.GetString(one.Body)));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
