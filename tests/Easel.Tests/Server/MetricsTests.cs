using System.Globalization;
using System.Text.RegularExpressions;
using Easel.Server.Operations;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public partial class MetricsTests
{
    [Fact]
    public async Task HO3_Metrics_are_on_the_admin_listener_only()
    {
        await using var app = await StartAsync();

        using var answer = await app.Admin.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(404, (await app.GetAsync("/metrics", Token("root", "t_system", "owner"))).Status);
        Assert.Equal(404, (await app.GetAsync("/api/metrics")).Status);
    }

    [Fact]
    public async Task HO3_Metrics_count_what_happened()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0");
        await app.CommandAsync("c", 1, Add("b"));
        await app.CommandAsync("c", 0, Add("c"));
        await app.CommandAsync("c", 2, "{\"kind\":\"remove\",\"atom_id\":\"z\"}");

        var page = await app.Admin.GetStringAsync("/metrics");

        // Other servers in this process count too, hence "at least".
        Assert.True(Value(page, "easel_commits_total") >= 2);
        Assert.True(Value(page, "easel_commands_refused_total{code=\"REV_MISMATCH\"}") >= 1);
        Assert.True(Value(page, "easel_commands_refused_total{code=\"OP_INVALID\"}") >= 1);
        Assert.True(Value(page, "easel_command_duration_seconds_count") >= 4);
        Assert.True(Value(page, "easel_store_batch_writes_count") >= 2);
        Assert.True(Value(page, "easel_store_sync_duration_seconds_sum") > 0);
        Assert.True(Value(page, "process_resident_memory_bytes") > 1e6);
        Assert.Equal(
            4, Value(page, "http_server_request_duration_seconds_count{method=\"POST\","
                + "route=\"/canvas/{canvas_id}/commands\",status=\"200\"}")
            + Value(page, "http_server_request_duration_seconds_count{method=\"POST\","
                + "route=\"/canvas/{canvas_id}/commands\",status=\"409\"}")
            + Value(page, "http_server_request_duration_seconds_count{method=\"POST\","
                + "route=\"/canvas/{canvas_id}/commands\",status=\"422\"}"));
    }

    [Fact]
    public async Task HO3_The_page_is_well_formed_and_no_label_grows_with_what_clients_send()
    {
        const string Canary = "Kanarienvogel-7";
        await using var app = await StartAsync();
        await app.Admin.GetStringAsync("/metrics");
        var before = await TalkAsync("a");
        var after = await TalkAsync("b");

        Assert.All(after.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
        Assert.DoesNotContain(Canary, after, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Tenant, after);
        Assert.DoesNotContain("alice", after);
        var (few, many) = (Series(before), Series(after));
        Assert.True(many.SetEquals(few), string.Join('\n', many.Except(few)));
        Assert.All(Codes().Matches(after), code => Assert.Contains(
            code.Groups[1].Value, Easel.Server.Wire.Problems.All.Select(problem => problem.Code)));

        async Task<string> TalkAsync(string round)
        {
            for (var i = 0; i < 20; i++)
            {
                var name = $"{Canary}-{round}-{i}";
                await app.CommandAsync(name, 0, Add(name), $"\"correlation_id\":\"{name}\"", Token(name));
                await app.CommandAsync(name, 9, Add(name));
                await app.GetAsync($"/canvas/{name}/snapshot?{name}=1");
                await app.GetAsync($"/{name}/{name}");
                await app.SendAsync(new HttpMethod($"{name}"), "/canvas", null, null);
                await app.GetAsync("/canvas", Token(name), ("X-Request-Id", name), ("X-Tenant-Id", $"t_{name}"));
            }

            return await app.Admin.GetStringAsync("/metrics");
        }

        static HashSet<string> Series(string page) =>
            [.. page.Split('\n').Where(line => line.StartsWith("http_server_req", StringComparison.Ordinal)).Select(Name)];
    }

    [Fact]
    public void HO3_Measuring_allocates_nothing()
    {
        using var page = new MetricsPage(new NoMeters());
        Measure(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(1_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        static void Measure(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Measures.CommandsWaiting.Add(1);
                Measures.CommandsWaiting.Add(-1);
                Measures.Answered(i % 2 == 0 ? null : "REV_MISMATCH", TimeSpan.FromTicks(i));
            }
        }
    }

    [Fact]
    public void HO3_A_label_with_too_many_values_costs_no_more_memory()
    {
        var family = new MetricFamily("x", "x_total", "Help.", [("tag", "label")]);
        using var meter = new System.Diagnostics.Metrics.Meter("x");
        var counter = meter.CreateCounter<long>("x");
        for (var i = 0; i < 5_000; i++)
            family.Record(counter, 1, [KeyValuePair.Create<string, object?>("tag", $"v{i}")]);

        var page = new System.Text.StringBuilder();
        family.WriteTo(page);

        Assert.InRange(page.ToString().Split('\n').Length, 1_000, 1_010);
        Assert.Equal(4_000, Value(page.ToString(), "x_total{label=\"other\"}"));
    }

    private static double Value(string page, string series)
    {
        var line = page.Split('\n').FirstOrDefault(line => Name(line) == series);
        return line is null ? 0 : double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static string Name(string line) => line[..Math.Max(0, line.LastIndexOf(' '))];

    [GeneratedRegex("""^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? -?[0-9.E+-]+)$""")]
    private static partial Regex Line();

    [GeneratedRegex("easel_commands_refused_total\\{code=\"([^\"]*)\"\\}")]
    private static partial Regex Codes();

    private sealed class NoMeters : System.Diagnostics.Metrics.IMeterFactory
    {
        public System.Diagnostics.Metrics.Meter Create(System.Diagnostics.Metrics.MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
