using System.Text.Json;
using Easel.Documents;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class OperationTests
{
    [Fact]
    public async Task HO_A_server_that_is_well_says_so_to_anybody()
    {
        await using var app = await StartAsync();

        Assert.Equal("""{"status":"live"}""", (await app.GetAsync("/health/live", "")).Text);
        Assert.Equal("""{"status":"ready"}""", (await app.GetAsync("/api/health/ready", "")).Text);
    }

    [Fact]
    public async Task HO_Verify_replays_every_canvas_for_administrators()
    {
        var store = new FaultyStore(new MemoryDocumentStore("epoch-1"));
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("d", 0, Add("a"));
        await app.CommandAsync("d", 1, Add("b"));
        var admin = Token("root", "t_system", "admin");

        var lines = Lines(await app.GetAsync("/verify", admin));
        store.Missing = 2;
        var broken = Lines(await app.GetAsync("/verify", admin));

        Assert.Equal(["c", "d"], lines.Select(line => line.GetProperty("canvas_id").GetString()));
        Assert.All(lines, line => Assert.True(line.GetProperty("ok").GetBoolean()));
        Assert.Equal((await app.GetAsync("/canvas/c/snapshot")).Hash, lines[0].GetProperty("state_hash").GetString());
        Assert.Equal([true, false], broken.Select(line => line.GetProperty("ok").GetBoolean()));
        Assert.NotEmpty(broken[1].GetProperty("finding").GetString()!);
        Assert.Equal(403, (await app.GetAsync("/verify", Token("root", "t_system", "member"))).Status);
        Assert.Equal(403, (await app.GetAsync("/verify", Token(role: "owner"))).Status);
        static List<JsonElement> Lines(Reply reply) =>
            [.. reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)];
    }

    [Fact]
    public async Task HO4_The_description_names_every_route_with_bodies_and_problems()
    {
        await using var app = await StartAsync();

        var document = (await app.GetAsync("/openapi/v1.json", "")).Json;

        var paths = document.GetProperty("paths");
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.StartsWith("/api", StringComparison.Ordinal));
        var submit = paths.GetProperty("/canvas/{canvas_id}/commands").GetProperty("post");
        Assert.Contains("CommandRequest", submit.GetProperty("requestBody").GetRawText());
        foreach (var status in (string[])["200", "400", "401", "403", "409", "413", "415", "422", "428", "503"])
            Assert.True(submit.GetProperty("responses").TryGetProperty(status, out _), status);
        Assert.Contains("canvas_id", submit.GetProperty("parameters").GetRawText());
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("CommandRequest")
            .GetProperty("properties").TryGetProperty("base_rev", out _));
        foreach (var path in (string[])["/canvas", "/canvas/{canvas_id}", "/canvas/{canvas_id}/snapshot",
            "/canvas/{canvas_id}/commits", "/canvas/{canvas_id}/replay", "/sse/canvas/{canvas_id}", "/health/ready",
            "/canvas/{canvas_id}/undo", "/canvas/{canvas_id}/redo", "/canvas/{canvas_id}/restore", "/auth/ticket", "/verify"])
            Assert.True(paths.TryGetProperty(path, out _), path);
    }

    [Fact]
    public async Task HO4_The_AsyncAPI_document_names_channels_that_the_server_has()
    {
        await using var app = await StartAsync();

        var document = await app.GetAsync("/asyncapi.yaml", "");

        Assert.Equal((200, "application/yaml"), (document.Status, document.Type));
        var channels = document.Text.Split('\n').Where(line => line.StartsWith("    address: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, channels.Count);
        foreach (var channel in channels)
        {
            var path = channel.Trim()["address: ".Length..].Replace("{canvas_id}", "c").Replace("{map_id}", "m");
            Assert.Contains((await app.GetAsync(path, "")).Status, (int[])[401, 426]); // There, but not for this request.
        }
    }

    [Fact]
    public async Task TE4_Tokens_are_in_no_log()
    {
        var log = new ListLoggerProvider();
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
            builder.Configuration["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace";
            builder.Logging.SetMinimumLevel(LogLevel.Trace);
            builder.Logging.AddProvider(log);
        });
        var token = Token("alice");

        using (var stream = await EventReader.OpenAsync(app, $"/sse/canvas/c?token={token}", token: ""))
            await stream.ReadLineAsync();
        await app.GetAsync("/canvas/none", token);
        await app.GetAsync($"/nowhere?token={token}", token);
        await app.GetAsync("/canvas", token + "x");

        Assert.DoesNotContain(log.Lines, line => line.Contains(token.Split('.')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task GE2_A_fault_is_logged_once_and_shows_its_request_id_only()
    {
        var log = new ListLoggerProvider();
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Services.AddSingleton<IDocumentStore>(store);
            builder.Logging.AddProvider(log);
        });
        store.OnFind = _ => throw new InvalidOperationException("secret");

        var reply = await app.GetAsync("/canvas/c", null, ("X-Request-Id", "r-7"));

        Assert.Equal((500, "INTERNAL"), (reply.Status, reply.Code));
        Assert.Contains("r-7", reply.Text);
        Assert.DoesNotContain("secret", reply.Text);
        Assert.Single(log.Lines, line => line.Contains("r-7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GE6_A_fault_in_a_command_is_an_unknown_outcome()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        store.OnAppend = async (_, append) =>
        {
            await append();
            throw new InvalidOperationException("after the fact");
        };

        var first = await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k\"");
        store.OnAppend = null;
        var retry = await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k\"");

        Assert.Equal((503, "OUTCOME_UNKNOWN"), (first.Status, first.Code));
        Assert.Equal("""{"success":true,"head_rev":1,"rev":1,"event_id":"c:1","replayed":true}""", retry.Text);
    }
}
