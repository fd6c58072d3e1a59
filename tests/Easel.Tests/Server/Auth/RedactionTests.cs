using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Text;
using Easel.Documents;
using Easel.Tests.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

/// <summary>Plants secrets wherever a request can carry one, and looks for them in all that the process tells.</summary>
public partial class RedactionTests
{
    [Fact]
    public async Task TE4_No_secret_is_in_any_log_trace_metric_or_answer()
    {
        using var told = new Told();
        await using var app = await StartAsync(adjust: told.Everything);
        var secrets = await Secrets.PlantAsync(app);

        await secrets.SendEverywhereAsync();

        Assert.True(told.Count > 1_000, $"{told.Count} lines were told");
        Assert.Contains(told.Kinds, kind => kind == "log");
        Assert.Contains(told.Kinds, kind => kind == "trace");
        Assert.Contains(told.Kinds, kind => kind == "metric");
        Assert.Empty(secrets.FoundIn(told.Lines));
        Assert.Empty(secrets.FoundIn(secrets.Answers));
    }

    [Fact]
    public async Task TE4_No_secret_is_told_when_the_storage_fails()
    {
        using var told = new Told();
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: told.Everything
            + (builder => builder.Services.AddSingleton<IDocumentStore>(store)));
        var secrets = await Secrets.PlantAsync(app);
        store.OnAppend = (_, _) => throw new InvalidOperationException("broken");
        store.OnFind = _ => throw new InvalidOperationException("broken");

        await secrets.SendEverywhereAsync();

        Assert.Contains(told.Lines, line => line.Contains("broken"));
        Assert.Empty(secrets.FoundIn(told.Lines));
        Assert.Empty(secrets.FoundIn(secrets.Answers));
    }

    /// <summary>The control: a logger that writes what came is caught.</summary>
    [Fact]
    public async Task TE4_A_logger_that_writes_the_query_is_found_out()
    {
        using var told = new Told();
        await using var app = await StartAsync(adjust: told.Everything
            + (builder => builder.Services.AddSingleton<IStartupFilter, TalkativeFilter>()));
        var secrets = await Secrets.PlantAsync(app);

        await secrets.SendEverywhereAsync();

        Assert.NotEmpty(secrets.FoundIn(told.Lines));
    }

    /// <summary>The other control: without the silenced loggers the framework itself tells.</summary>
    [Fact]
    public async Task TE4_The_framework_tells_if_nobody_stops_it()
    {
        using var told = new Told();
        await using var app = await StartAsync(adjust: told.Everything
            + (builder => builder.Services.AddSingleton<ILoggerFactory>(
                all => all.GetRequiredService<LoggerFactory>())));
        var secrets = await Secrets.PlantAsync(app);

        await secrets.SendEverywhereAsync();

        Assert.Contains("query token", secrets.FoundIn(told.Lines));
        Assert.Contains("header without colon", secrets.FoundIn(told.Lines));
    }

    private sealed partial class TalkativeFilter(ILogger<TalkativeFilter> log) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (http, rest) =>
            {
                LogQuery(http.Request.QueryString.Value);
                await rest(http);
            });
            next(app);
        };

        [LoggerMessage(Level = LogLevel.Debug, Message = "Asked for {Query}")]
        private partial void LogQuery(string? query);
    }

    /// <summary>What a process tells: logs at every level, all activities, all measurements.</summary>
    private sealed class Told : IDisposable
    {
        private readonly ListLogger log = new();
        private readonly List<(string Kind, string Line)> others = [];
        private readonly ActivityListener traces;
        private readonly MeterListener metrics = new();

        public Told()
        {
            traces = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Record,
            };
            ActivitySource.AddActivityListener(traces);
            metrics.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Record(instrument, tags));
            metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Record(instrument, tags));
            metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Record(instrument, tags));
            metrics.Start();
        }

        public List<string> Lines
        {
            get
            {
                lock (others) return [.. log.Lines, .. others.Select(one => one.Line)];
            }
        }

        public int Count => Lines.Count;

        public List<string> Kinds
        {
            get
            {
                lock (others) return [.. others.Select(one => one.Kind).Distinct(), log.Lines.Count > 0 ? "log" : ""];
            }
        }

        public Action<WebApplicationBuilder> Everything => builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(log);
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
            foreach (var category in (string[])["Default", "Microsoft", "Microsoft.AspNetCore",
                "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Server.Kestrel.BadRequests"])
                builder.Configuration[$"Logging:LogLevel:{category}"] = "Trace";
            builder.Logging.AddFilter((_, _) => true);
            builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Trace);
            builder.Configuration["Accounts:HashRounds"] = "100000";
        };

        public void Dispose()
        {
            traces.Dispose();
            metrics.Dispose();
        }

        private void Record(Activity activity)
        {
            var tags = string.Join(", ", activity.TagObjects);
            var events = string.Join(", ", activity.Events.Select(one => $"{one.Name} {string.Join(", ", one.Tags)}"));
            var line = $"{activity.DisplayName} {tags} {events} {string.Join(", ", activity.Baggage)}";
            // The test's own client runs in the same process, and may know what it sends.
            if (activity.Kind != ActivityKind.Client) Add("trace", line);
        }

        private void Record(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            Add("metric", $"{instrument.Name} {string.Join(", ", tags.ToArray())}");

        private void Add(string kind, string line)
        {
            lock (others) others.Add((kind, line));
        }
    }

    private sealed class Secrets(EaselApp app, string ticket)
    {
        private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

        private readonly Dictionary<string, string> planted = new()
        {
            ["header token"] = Token("planted-in-header", role: "owner"),
            ["system token"] = Token("planted-for-system", "t_system", "owner"),
            ["query token"] = Token("planted-in-query"),
            ["bad token"] = Token("planted-and-spoilt") + "x",
            ["raw token"] = Token("planted-in-a-bad-line"),
            ["header without colon"] = Token("planted-without-colon"),
            ["ticket"] = ticket,
            ["password"] = "planted herons by a pond",
            ["new password"] = "planted otters on a rock",
            ["invite"] = $"t_northstar.{new string('P', 43)}",
        };

        public List<string> Answers { get; } = [];

        public static async Task<Secrets> PlantAsync(EaselApp app)
        {
            var answer = await app.PostAsync("/auth/ticket", "{}", Token("planted-for-ticket"));
            return new Secrets(app, answer.Json.GetProperty("ticket").GetString()!);
        }

        /// <summary>The names of the secrets of which an essential part is in one of the lines.</summary>
        public List<string> FoundIn(IEnumerable<string> lines)
        {
            var all = string.Join("\n", lines);
            string[] keys =
            [
                Convert.ToBase64String(EaselApp.Key), Convert.ToHexString(EaselApp.Key),
                System.Buffers.Text.Base64Url.EncodeToString(EaselApp.Key),
            ];
            return [.. planted.Where(one => Parts(one.Value).Any(all.Contains)).Select(one => one.Key),
                .. keys.Where(all.Contains).Select(_ => "signing key")];
        }

        public async Task SendEverywhereAsync()
        {
            var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(one => one.RoutePattern.RawText?.Contains("/api", StringComparison.Ordinal) != true).ToList();
            Assert.True(endpoints.Count > 20, $"{endpoints.Count} routes");
            foreach (var endpoint in endpoints)
            {
                var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];
                foreach (var method in methods.Where(one => one != "CONNECT")) // For HTTP/2 only.
                    await SendAsync(new HttpMethod(method), PathOf(endpoint));
            }

            await SendAsync(HttpMethod.Get, "/nowhere");
            await SendBrokenAsync($"GET /sse/canvas/c?token={planted["raw token"]} HTTP/9.x\r\n\r\n");
            await SendBrokenAsync($"GET /sse/canvas/c?token={planted["raw token"]}\u0001 HTTP/1.1\r\nHost: e\r\n\r\n");
            await SendBrokenAsync(
                $"GET / HTTP/1.1\r\nHost: e\r\nAuthorization Bearer {planted["header without colon"]}\r\n\r\n");
            await SendBrokenAsync(
                $"POST /auth/login HTTP/1.1\r\nHost: e\r\nContent-Length: {planted["header without colon"]}\r\n\r\n");
        }

        private static string[] Parts(string secret) =>
            secret.Split('.') is [_, var claims, var signature] ? [claims, signature] : [secret];

        private static string PathOf(RouteEndpoint endpoint) => string.Concat(endpoint.RoutePattern.PathSegments
            .Select(segment => "/" + string.Concat(segment.Parts.Select(part =>
                part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "c"))));

        private async Task SendAsync(HttpMethod method, string path)
        {
            var query = $"?token={planted["query token"]}&ticket={planted["ticket"]}&x={planted["invite"]}";
            string?[] tokens = [planted["header token"], planted["system token"], planted["bad token"], null];
            string[] bodies = method == HttpMethod.Get
                ? [""]
                : [Body("new_password"), Body("invite"), "[1", $"\"{planted["password"]}\"", ""];
            foreach (var token in tokens)
            {
                foreach (var body in bodies) await SendAsync(method, path + query, token, body);
            }
        }

        private async Task SendAsync(HttpMethod method, string target, string? token, string body)
        {
            using var request = new HttpRequestMessage(method, target);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add("Cookie", $"easel={planted["query token"]}");
            request.Headers.Referrer = new Uri($"http://127.0.0.1{target}");
            if (body.Length > 0) request.Content = JsonContent(Encoding.UTF8.GetBytes(body));
            using var end = new CancellationTokenSource(AnswerMax);
            using var response = await app.Http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, end.Token);
            Answers.Add($"{response}");
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                Answers.Add(await response.Content.ReadAsStringAsync(end.Token));
        }

        private string Body(string second) => $$"""
            {"user":"planted-user","password":"{{planted["password"]}}","{{second}}":"{{Planted(second)}}",
            "token":"{{planted["query token"]}}","base_rev":0,"ops":7}
            """;

        private string Planted(string member) => planted[member.Replace('_', ' ')];

        private async Task SendBrokenAsync(string text)
        {
            using var raw = await RawStream.ConnectAsync(app);
            await raw.SendAsync(text);
            Answers.Add(await raw.ReadUntilAsync("\r\n\r\n"));
        }
    }
}
