using Easel.Documents;
using Easel.Tests.Documents;
using Easel.Tests.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Tenancy;

/// <summary>The kill switch: what stops, what goes on, and who may throw it (SPEC TF3).</summary>
public class KillTests
{
    private static string Operator => Token("root", "t_system", "owner");

    private static string Admin => Token("ada", role: "admin");

    private static string Kill(string scope, string mode, string? canvas = null)
    {
        var more = canvas is null ? "" : $",\"canvas_id\":\"{canvas}\"";
        return $$"""{"scope":"{{scope}}","mode":"{{mode}}","reason":"leak"{{more}}}""";
    }

    [Theory]
    [InlineData("freeze", "CANVAS_FROZEN")]
    [InlineData("kill", "CANVAS_KILLED")]
    public async Task TF3_A_stopped_canvas_takes_no_edit_of_any_kind_and_is_still_read(string mode, string code)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.PutAsync("/kill-switch", Kill("canvas", mode, "c"), Admin);

        foreach (var (route, body) in new[]
        {
            ("commands", Command(1, Add("b"))), ("undo", """{"base_rev":1}"""), ("redo", """{"base_rev":1}"""),
            ("restore", """{"base_rev":1,"to_rev":0}"""), ("commands", Command(1, Add("b"), "\"dry_run\":true")),
        })
        {
            var refused = await app.PostAsync($"/canvas/c/{route}", body);
            Assert.Equal((423, code), (refused.Status, refused.Code));
            Assert.Contains("leak", refused.Text);
        }

        Assert.Equal(200, (await app.GetAsync("/canvas/c/snapshot")).Status);
        Assert.Equal(200, (await app.CommandAsync("d", 0, Add("a"))).Status);
        Assert.Equal(200, (await app.DeleteAsync("/kill-switch?scope=canvas&canvas_id=c", Admin)).Status);
        Assert.Equal(200, (await app.CommandAsync("c", 1, Add("b"))).Status);
    }

    [Theory]
    [InlineData("tenant", true, false)]
    [InlineData("server", true, true)]
    public async Task TF3_A_wider_scope_stops_all_within_it(string scope, bool stopsOwn, bool stopsOthers)
    {
        await using var app = await StartAsync();
        using var own = await RawStream.OpenAsync(app, "/sse/canvas/c");
        await using var socket = await SocketClient.OpenAsync(app);
        var by = scope == "server" ? Operator : Admin;

        Assert.Equal(200, (await app.PutAsync("/kill-switch", Kill(scope, "kill"), by)).Status);

        Assert.Equal("event: canvas_killed", await own.ReadLineAsync("event: "));
        Assert.True(await own.EndsCleanlyAsync());
        Assert.Equal(4004, await socket.ReadCloseAsync());
        Assert.Equal(stopsOwn ? 423 : 200, (await app.CommandAsync("c", 0, Add("a"))).Status);
        Assert.Equal(423, (await app.GetAsync("/sse/canvas/x")).Status);
        Assert.Equal(423, (await app.PostAsync("/canvas", "{}")).Status);
        var olga = Token("olga", "t_other");
        Assert.Equal(stopsOthers ? 423 : 200, (await app.CommandAsync("c", 0, Add("a"), token: olga)).Status);
        Assert.Equal(200, (await app.DeleteAsync($"/kill-switch?scope={scope}", by)).Status);
        Assert.Equal(200, (await app.CommandAsync("c2", 0, Add("a"))).Status);
    }

    [Fact]
    public async Task TF3_Frozen_streams_and_sockets_stay_open()
    {
        await using var app = await StartAsync();
        await app.PutAsync("/kill-switch", Kill("tenant", "freeze"), Admin);
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        await using var alice = await SocketClient.OpenAsync(app);
        await using var bob = await SocketClient.OpenAsync(app, token: Token("bob"));
        await bob.ReadPresenceAsync("alice", "online");

        await alice.SendAsync("""{"type":"gesture","data":{"kind":"cursor","payload":{}}}""");
        await bob.ReadAsync("gesture");
        await alice.SendAsync(
            $$"""{"type":"command","id":"1","canvas_id":"c","command":{{Command(0, Add("a"))}}}""");

        Assert.Equal(423, (await alice.ReadAsync("command_result")).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task TF3_It_is_kept_across_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("easel-tests-").FullName;
        await using (var app = await StartAsync(settings => settings.Data = folder))
        {
            await app.KillAsync("c");
            await app.PutAsync("/feature-flags", """{"server_rebase":false}""", Admin);
        }

        await using (var again = await StartAsync(settings => settings.Data = folder))
        {
            Assert.Equal(423, (await again.CommandAsync("c", 0, Add("a"))).Status);
            Assert.Contains("\"server_rebase\":false", (await again.GetAsync("/feature-flags")).Text);
            var list = (await again.GetAsync("/kill-switch", Admin)).Json.GetProperty("kills");
            Assert.Equal(("canvas", "c", "root"), (
                list[0].GetProperty("scope").GetString(), list[0].GetProperty("canvas_id").GetString(),
                list[0].GetProperty("by").GetString()));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("""{"scope":"canvas","mode":"kill","reason":"r"}""", 400)]
    [InlineData("""{"scope":"tenant","canvas_id":"c","mode":"kill","reason":"r"}""", 400)]
    [InlineData("""{"scope":"world","mode":"kill","reason":"r"}""", 400)]
    [InlineData("""{"scope":"tenant","mode":"pause","reason":"r"}""", 400)]
    [InlineData("""{"scope":"tenant","mode":"kill"}""", 400)]
    [InlineData("""{"scope":"tenant","mode":7,"reason":"r"}""", 400)]
    [InlineData("""{"scope":1,"mode":"kill","reason":"r"}""", 400)]
    [InlineData("""{"scope":"tenant","canvas_id":"","mode":"kill","reason":"r"}""", 400)]
    [InlineData("""{"scope":"tenant","mode":"kill","reason":""}""", 400)]
    [InlineData("""{"scope":"server","mode":"kill","reason":"r"}""", 403)]
    [InlineData("null", 400)]
    public async Task TF3_What_does_not_say_what_and_why_stops_nothing(string body, int status)
    {
        await using var app = await StartAsync();

        Assert.Equal(status, (await app.PutAsync("/kill-switch", body, Admin)).Status);
        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("a"))).Status);
    }

    [Fact]
    public async Task TF3_What_waits_when_the_switch_is_thrown_is_not_committed()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(
            adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnAppend = async (append, go) =>
        {
            if (append.Record.Key.Kind != "canvas") return await go();
            entered.TrySetResult();
            await gate.Task;
            return await go();
        };
        var first = app.CommandAsync("c", 0, Add("a"));
        await entered.Task;
        var waiting = app.CommandAsync("c", 1, Add("b")); // Behind the first, which the disk keeps.

        await app.KillAsync("c", "freeze");
        gate.SetResult();

        Assert.Equal(200, (await first).Status);
        Assert.Equal("CANVAS_FROZEN", (await waiting).Code);
        Assert.Equal(1, (await app.GetAsync("/canvas/c")).Json.GetProperty("head_rev").GetInt64());
    }

    [Fact]
    public async Task TF3_A_deletion_that_waits_when_the_switch_is_thrown_is_refused_as_stopped()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(
            adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        await app.CanvasAsync("c");
        var (one, other) = (await app.MakeAsync("c", "one"), await app.MakeAsync("c", "other"));
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnAppend = async (append, go) =>
        {
            if (append.Record.Key.Kind != "artifacts") return await go();
            entered.TrySetResult();
            await gate.Task;
            return await go();
        };
        var first = app.DeleteAsync($"/artifacts/{one}");
        await entered.Task;
        var waiting = app.DeleteAsync($"/artifacts/{other}");

        await app.KillAsync("c", "freeze");
        gate.SetResult();

        Assert.Equal(200, (await first).Status);
        Assert.Equal((423, "CANVAS_FROZEN"), ((await waiting).Status, (await waiting).Code));
        Assert.Equal(200, (await app.GetAsync($"/artifacts/{other}/content")).Status);
    }

    [Fact]
    public async Task TF3_Members_and_other_tenants_have_no_part_in_it()
    {
        await using var app = await StartAsync();

        Assert.Equal(403, (await app.PutAsync("/kill-switch", Kill("canvas", "kill", "c"))).Status);
        await app.PutAsync("/kill-switch", Kill("canvas", "kill", "c"), Token("olga", "t_other", "owner"));
        Assert.Equal(403, (await app.PutAsync(
            "/kill-switch", Kill("server", "kill"), Token("sys", "t_system", "admin"))).Status);

        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("a"))).Status);
        Assert.Equal("NOT_FOUND", (await app.DeleteAsync("/kill-switch?scope=canvas&canvas_id=c", Admin)).Code);
    }
}
