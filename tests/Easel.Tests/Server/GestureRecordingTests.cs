using System.Text;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Replays;
using Easel.Tests.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

/// <summary>Gestures on record: the flag <c>gesture_logging</c>.</summary>
public class GestureRecordingTests
{
    private static readonly DocumentKey Canvas = new(Tenant, "dev", "canvas", "c");
    private static readonly string Admin = Token("root", role: "admin");

    [Theory]
    [InlineData("off", 0)]
    [InlineData("all", 40)]
    public async Task AR7_The_flag_says_what_is_recorded(string logging, int expected)
    {
        await using var app = await StartAsync();
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, $$"""{"gesture_logging":"{{logging}}"}""");

        await PointAsync(app, 40);

        var recorded = await ReadAsync(app);
        Assert.Equal(expected, recorded.Count);
        if (expected == 0) return;
        Assert.All(recorded, one => Assert.Equal(("alice", "caret"), (one.ActorId, one.Kind)));
        Assert.Equal(recorded.Select(one => one.At).Order(), recorded.Select(one => one.At));
        Assert.Contains("\"n\":39", Encoding.UTF8.GetString(recorded[^1].Frame.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AR7_Keyframes_are_the_newest_of_each_kind_if_it_changed()
    {
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Recording:KeyframeMs"] = "60000");
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"keyframe"}""");
        await PointAsync(app, 40);

        var first = await ReadAsync(app); // Reading writes what waits.
        await PointAsync(app, 40);
        var second = await ReadAsync(app);
        await PointAsync(app, 39);
        var third = await ReadAsync(app);

        Assert.Contains("\"n\":39", Encoding.UTF8.GetString(Assert.Single(first).Frame.Span), StringComparison.Ordinal);
        // Another session made the second, which said the same.
        Assert.Equal(2, second.Count);
        Assert.Equal(3, third.Count);
    }

    [Fact]
    public async Task AR7_What_is_private_is_in_no_replay_and_what_is_recorded_is_in_those_of_the_team()
    {
        await using var app = await StartAsync();
        await SetAsync(app, """{"gesture_logging":"all","replay_mode":"stream"}""");
        await app.CommandAsync("c", 0, Add("a"));
        await PointAsync(app, 10);
        await app.CommandAsync("c", 1, Add("b"));

        var made = await app.PostAsync("/canvas/c/replays", "{}");
        var address = $"/artifacts/{made.Json.GetProperty("id").GetString()}/content";
        var team = (await app.GetAsync(address)).Text;
        var viewer = await app.GetAsync(address, Token("eve", role: "viewer"));
        await SetAsync(app, """{"visibility_mode":"private"}""");
        var hidden = await TextAsync(app);

        Assert.Contains("caret", team, StringComparison.Ordinal);
        Assert.Equal((403, "FORBIDDEN"), (viewer.Status, viewer.Code));
        Assert.DoesNotContain("caret", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AR7_In_auto_mode_gestures_of_agents_are_recorded_and_not_sent()
    {
        await using var app = await StartAsync();
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"all","auto_mode":true}""");
        await using var alice = await OpenAsync(app);
        await using var robot = await OpenAsync(app, token: Token("robot", type: "agent"));
        await using var bob = await OpenAsync(app, token: Token("bob"));
        await bob.ReadPresenceAsync("robot");

        await robot.SendAsync(Gesture("caret", """{"by":"robot"}""").Replace("alice", "robot", StringComparison.Ordinal));
        await SettleAsync(robot);
        await alice.SendAsync(Gesture("caret", """{"by":"alice"}"""));

        Assert.Contains("\"by\":\"alice\"", (await bob.ReadAsync("gesture")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(["robot", "alice"], (await ReadAsync(app)).Select(one => one.ActorId));
    }

    [Fact]
    public async Task TF5_What_was_recorded_up_to_an_erasure_is_gone()
    {
        await using var app = await StartAsync();
        await SetAsync(app, """{"gesture_logging":"all"}""");
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await PointAsync(app, 5);
        Assert.Equal(5, (await ReadAsync(app)).Count);
        await app.CommandAsync("c", 0, Add("a"));

        var erased = await app.PostAsync(
            "/canvas/c/erase", """{"up_to_rev":1,"reason":"a test"}""", Token("olga", role: "owner"));

        Assert.Equal(200, erased.Status);
        Assert.Empty(await ReadAsync(app));
    }

    [Fact]
    public async Task AR7_Files_are_bounded()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Recording:FileBytesMax"] = "1024";
            builder.Configuration["Recording:FilesMax"] = "3";
            builder.Configuration["Recording:KeyframeMs"] = "60000";
        });
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"all"}""");
        for (var i = 0; i < 12; i++)
        {
            await PointAsync(app, 10);
            await ReadAsync(app);
        }

        var files = Directory.GetFiles(Path.Combine(app.Settings.Data, "gestures"), "*.jsonl", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 2, 3);
    }

    [Fact]
    public async Task AR7_All_files_of_a_tenant_are_bounded_whichever_canvas_they_are_of()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Recording:FileBytesMax"] = "1024";
            builder.Configuration["Recording:TenantBytesMax"] = "8192";
            builder.Configuration["Recording:KeyframeMs"] = "60000";
        });
        await SetAsync(app, """{"gesture_logging":"all"}""");
        var canvases = Enumerable.Range(0, 4).Select(i => $"c{i}").ToList();
        foreach (var canvas in canvases) await app.PostAsync("/canvas", $$"""{"canvas_id":"{{canvas}}"}""");
        var folder = Path.Combine(app.Settings.Data, "gestures", Tenant);
        for (var i = 0; i < 16; i++)
        {
            await PointAsync(app, 10, canvases[i % 4]);
            await ReadAsync(app);
            var all = Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories);
            Assert.InRange(all.Sum(file => new FileInfo(file).Length), 1, 8_192);
        }

        // The newest are there, and so not all of any canvas went.
        var left = Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories);
        Assert.Contains(left, file => file.Contains("c3", StringComparison.Ordinal));
        Assert.InRange(left.Sum(file => new FileInfo(file).Length), 4_096, 8_192);
    }

    [Theory]
    [InlineData("", 200)] // That one is the operator's.
    [InlineData("t_northstar", 200)] // There is nothing of ours behind it.
    [InlineData("t_northstar/dev/c", 503)] // What is there may be ours, or not.
    public async Task AR7_A_link_in_place_of_a_folder_leads_nowhere(string place, int status)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are looked at on Linux.");
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Recording:KeyframeMs"] = "60000");
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await app.CommandAsync("c", 0, Add("a"));
        await SetAsync(app, """{"gesture_logging":"all"}""");
        var outside = Directory.CreateDirectory(Path.Join(app.Settings.Data, "outside")).FullName;
        var kept = Path.Join(outside, "000000000000001.jsonl");
        await File.WriteAllTextAsync(kept, "not ours");
        var link = Path.Join(app.Settings.Data, "gestures", place);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(link))!);
        Directory.CreateSymbolicLink(Path.TrimEndingDirectorySeparator(link), outside);

        await PointAsync(app, 10);
        if (status == 503) await Assert.ThrowsAsync<StorageUnavailableException>(() => ReadAsync(app));
        else Assert.Equal(place == "" ? 10 : 0, (await ReadAsync(app)).Count);
        var erased = await app.PostAsync(
            "/canvas/c/erase", """{"up_to_rev":1,"reason":"a test"}""", Token("olga", role: "owner"));

        Assert.Equal(status, erased.Status);
        Assert.Equal("not ours", await File.ReadAllTextAsync(kept));
        if (place != "") Assert.Equal([kept], Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task AR7_A_link_in_place_of_a_file_is_not_written_through()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are looked at on Linux.");
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Recording:KeyframeMs"] = "60000");
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"all"}""");
        await PointAsync(app, 10);
        Assert.Equal(10, (await ReadAsync(app)).Count);
        var file = Directory.GetFiles(
            Path.Combine(app.Settings.Data, "gestures"), "*.jsonl", SearchOption.AllDirectories).Single();
        var secret = Path.Join(app.Settings.Data, "secret");
        File.Move(file, secret);
        var before = await File.ReadAllTextAsync(secret);
        File.CreateSymbolicLink(file, secret);

        Assert.Empty(await ReadAsync(app));
        await PointAsync(app, 10);
        await ReadAsync(app);

        Assert.Equal(before, await File.ReadAllTextAsync(secret));
    }

    [Fact]
    public async Task AR7_A_damaged_canvas_costs_neither_others_their_gestures_nor_the_server_its_life()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Services.AddSingleton<IDocumentStore>(store);
            builder.Configuration["Recording:KeyframeMs"] = "60000";
        });
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await app.PostAsync("/canvas", """{"canvas_id":"damaged"}""");
        await SetAsync(app, """{"gesture_logging":"all"}""");
        await PointAsync(app, 3, "damaged");
        await PointAsync(app, 3);
        store.OnFind = key => key.Id == "damaged"
            ? throw new DocumentDamagedException(key, "a story")
            : Task.CompletedTask;

        Assert.Equal(3, (await ReadAsync(app)).Count);
    }

    [Fact]
    public async Task AR7_Half_a_line_is_passed_over_and_takes_nothing_with_it()
    {
        await using var app = await StartAsync();
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"all"}""");
        await PointAsync(app, 10);
        var known = (await ReadAsync(app)).Count;
        var files = Directory.GetFiles(
            Path.Combine(app.Settings.Data, "gestures"), "*.jsonl", SearchOption.AllDirectories);
        await File.AppendAllTextAsync(files.Single(), "{\"at\":1");
        Assert.Equal(known, (await ReadAsync(app)).Count);
        await PointAsync(app, 1);
        Assert.Equal(known + 1, (await ReadAsync(app)).Count); // Not lost with the half line before it.
    }

    [Fact]
    public async Task AR7_A_keyframe_that_says_the_same_is_not_written_again()
    {
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Recording:KeyframeMs"] = "60000");
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"gesture_logging":"keyframe"}""");
        await using var alice = await OpenAsync(app);
        for (var round = 0; round < 4; round++)
        {
            await alice.SendAsync(Gesture("caret", """{"n":1}"""));
            await SettleAsync(alice);
            Assert.Single(await ReadAsync(app));
        }

        await alice.SendAsync(Gesture("caret", """{"n":2}"""));
        await SettleAsync(alice);
        Assert.Equal(2, (await ReadAsync(app)).Count);
    }

    [Fact]
    public async Task AR7_Nothing_is_recorded_while_gestures_are_private_or_where_no_canvas_is()
    {
        await using var app = await StartAsync();
        await SetAsync(app, """{"gesture_logging":"all"}""");
        await PointAsync(app, 3);
        Assert.Empty(await ReadAsync(app));
        await app.PostAsync("/canvas", """{"canvas_id":"c"}""");
        await SetAsync(app, """{"visibility_mode":"private"}""");
        await PointAsync(app, 3);
        await SetAsync(app, """{"visibility_mode":"public"}""");
        Assert.Empty(await ReadAsync(app));
    }

    private static async Task SetAsync(EaselApp app, string flags) =>
        Assert.Equal(200, (await app.PutAsync("/feature-flags", flags, Admin)).Status);

    private static async Task PointAsync(EaselApp app, int count, string canvas = "c")
    {
        await using var alice = await OpenAsync(app, $"?canvas_id={canvas}");
        for (var n = 0; n < count; n++) await alice.SendAsync(Gesture("caret", $$"""{"n":{{n}}}"""));
        await SettleAsync(alice);
    }

    /// <summary>Messages of a socket are taken in order: after the answer to a ping all before it are in.</summary>
    private static async Task SettleAsync(SocketClient socket)
    {
        await socket.SendAsync("ping");
        while (await socket.ReadTextAsync() != "pong")
        {
        }
    }

    private static async Task<List<RecordedGesture>> ReadAsync(EaselApp app) =>
        await app.Services.GetRequiredService<IGestureHistory>()
            .ReadAsync(Canvas, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, CancellationToken.None).ToListAsync();

    private static async Task<string> TextAsync(EaselApp app)
    {
        var made = await app.PostAsync("/canvas/c/replays", "{}");
        return (await app.GetAsync($"/artifacts/{made.Json.GetProperty("id").GetString()}/content")).Text;
    }
}
