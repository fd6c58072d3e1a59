using System.Text.Json;
using Easel.Documents;
using Easel.Server.Cli;
using Easel.Server.Events;
using Easel.Tests.Contracts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Erasure as owners and all others see it (SPEC TF5).</summary>
public class ErasureTests
{
    private const string Secret = "what-ann-must-not-have-written";

    private static readonly string Owner = Token("olga", role: "owner");

    [Fact]
    public async Task TF5_Nothing_of_it_is_in_the_data_folder_while_the_server_runs_and_all_else_is()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await app.CommandAsync("other", 0, Add("a", """{"text":"stays"}"""));
        Assert.True(ErasureWords.CountIn(app.Settings.Data, Secret) > 0, "the search finds nothing");

        var answer = await EraseAsync(app, 4);

        Assert.Equal((200, """{"canvas_id":"c","floor_rev":4,"head_rev":6}"""), (answer.Status, answer.Text));
        Assert.Equal(0, ErasureWords.CountIn(app.Settings.Data, Secret));
        Assert.True(ErasureWords.CountIn(app.Settings.Data, "stays") > 0, "the other canvas is gone");
        Assert.Equal(6, (await app.GetAsync("/canvas/c/snapshot")).Rev);
    }

    [Fact]
    public async Task TF5_Only_owners_erase_and_only_what_is_there()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        const string Body = """{"up_to_rev":4,"reason":"r"}""";

        Assert.Equal(403, (await app.PostAsync("/canvas/c/erase", Body, Token("ada", role: "admin"))).Status);
        Assert.Equal("NOT_FOUND", (await app.PostAsync("/canvas/none/erase", Body, Owner)).Code);
        foreach (var (body, code) in ((string, string)[])[
            ("""{"up_to_rev":7,"reason":"r"}""", "REV_UNKNOWN"),
            ("""{"up_to_rev":0,"reason":"r"}""", "INVALID_REQUEST"),
            ("""{"reason":"r"}""", "INVALID_REQUEST"), ("""{"up_to_rev":1}""", "INVALID_REQUEST"),
            ($$"""{"up_to_rev":1,"reason":"{{new string('r', 1_001)}}"}""", "INVALID_REQUEST")])
            Assert.Equal(code, (await app.PostAsync("/canvas/c/erase", body, Owner)).Code);
        Assert.DoesNotContain("erased", (await app.GetAsync("/events", Token("ada", role: "admin"))).Text);
        Assert.Contains(Secret, (await app.GetAsync("/canvas/c/commits")).Text);
    }

    [Fact]
    public async Task TF5_It_is_on_record_once_and_doing_it_again_changes_nothing()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var first = await EraseAsync(app, 4);
        var again = await EraseAsync(app, 4);
        var older = await EraseAsync(app, 2);

        Assert.Equal((first.Text, first.Text), (again.Text, older.Text));
        var events = (await app.GetAsync("/events?canvas_id=c&type=erased", Token("ada", role: "admin"))).Json;
        var erased = Assert.Single(events.GetProperty("events").EnumerateArray());
        Assert.Equal("olga", erased.GetProperty("actor_id").GetString());
        Assert.Equal(
            """{"kind":"erased","canvas_id":"c","env":"dev","up_to_rev":4,"reason":"a test"}""",
            erased.GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task TF5_Neither_freeze_nor_kill_hinders_it()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await app.KillAsync("c", "freeze");
        Assert.Equal(200, (await EraseAsync(app, 2)).Status);
        await app.KillAsync("c");
        Assert.Equal(200, (await EraseAsync(app, 4)).Status);
    }

    [Fact]
    public async Task TF5_History_stays_as_metadata_and_states_below_the_floor_are_unknown()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var before = await app.GetAsync("/canvas/c/snapshot?rev=4");
        var at = (await app.GetAsync("/canvas/c/commits")).Json.GetProperty("commits")[2].GetProperty("ts").GetString();
        var tag = (await app.GetAsync("/canvas/c/snapshot?rev=3")).Headers["ETag"];
        await EraseAsync(app, 4);

        Assert.Equal(0, (await app.GetAsync("/canvas/c/snapshot?rev=0")).Rev); // Empty, as every canvas was.
        foreach (var path in (string[])["rev=1", "rev=3", $"at={at}"])
            Assert.Equal("REV_UNKNOWN", (await app.GetAsync($"/canvas/c/snapshot?{path}")).Code);
        Assert.Equal(404, (await app.GetAsync("/canvas/c/snapshot?rev=3", null, ("If-None-Match", tag))).Status);
        Assert.Equal(before.Hash, (await app.GetAsync("/canvas/c/snapshot?rev=4")).Hash);
        var restored = await app.PostAsync("/canvas/c/restore", """{"base_rev":6,"to_rev":3}""");
        Assert.Equal("REV_UNKNOWN", restored.Code);

        var commits = (await app.GetAsync("/canvas/c/commits?after=1")).Json.GetProperty("commits");
        Assert.Equal([2, 3, 4, 5, 6], commits.EnumerateArray().Select(one => one.GetProperty("rev").GetInt64()));
        Assert.Equal("[]", commits[0].GetProperty("ops").GetRawText());
        Assert.Equal(64, commits[2].GetProperty("erased").GetProperty("ops_hash").GetString()!.Length);
        Assert.False(commits[3].TryGetProperty("erased", out _));
        var replay = (await app.GetAsync("/canvas/c/replay")).Json.GetProperty("events")[0].GetProperty("data");
        Assert.True(replay.TryGetProperty("erased", out _));
    }

    [Fact]
    public async Task CM5_Who_is_below_the_floor_gets_the_whole_state()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await EraseAsync(app, 4);

        foreach (var more in (string?[])[null, "\"on_mismatch\":\"rebase\""])
        {
            var stale = await app.CommandAsync("c", 3, Add("z"), more);
            Assert.Equal(("REV_MISMATCH", "reset"), (stale.Code, stale.Json.GetProperty("recovery").GetString()));
        }

        var ops = await app.CommandAsync("c", 4, Add("z"));
        Assert.Equal((409, "ops"), (ops.Status, ops.Json.GetProperty("recovery").GetString()));
        var old = await app.PostAsync(
            "/canvas/c/commands", Command(3, Add("z")), null, ("X-Mode", "saas"));
        Assert.Equal((409, "reset"), (old.Status, old.Json.GetProperty("recovery").GetString()));
        Assert.Equal(200, (await app.CommandAsync("c", 4, Add("z"), "\"on_mismatch\":\"rebase\"")).Status);
    }

    [Fact]
    public async Task ST3_A_cursor_below_the_floor_is_told_to_start_again()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        using var open = await EventReader.OpenAsync(app, "/sse/canvas/c?after=6");
        await EraseAsync(app, 4);

        foreach (var form in (string[])["", "&mode=saas"])
        {
            using var below = await EventReader.OpenAsync(app, $"/sse/canvas/c?after=3{form}");
            var reset = await below.ReadAsync();
            Assert.Equal("REPLAY_MISS", reset!.Json.GetProperty("code").GetString());
        }

        using var on = await EventReader.OpenAsync(app, "/sse/canvas/c?after=4");
        Assert.Equal(5, (await on.ReadAsync())!.Rev);
        Assert.Equal(200, (await app.CommandAsync("c", 6, Add("z"))).Status);
        Assert.Equal(7, (await open.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task CM3_A_command_that_was_erased_is_still_answered_as_committed()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        const string More = "\"correlation_id\":\"k\",\"on_mismatch\":\"rebase\"";
        var rebased = await app.CommandAsync("c", 5, Add("k"), More);
        Assert.Equal((200, 7), (rebased.Status, rebased.Rev));
        await EraseAsync(app, 7);

        var again = await app.CommandAsync("c", 5, Add("k"), More);

        Assert.Equal((200, 7), (again.Status, again.Rev));
        Assert.True(again.Json.GetProperty("replayed").GetBoolean() && again.Json.GetProperty("erased").GetBoolean());
        Assert.False(again.Json.TryGetProperty("ops", out _));
        Assert.Equal(7, (await app.GetAsync("/canvas/c/commands/k")).Rev);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", (await app.CommandAsync("c", 5, Add("l"), More)).Code);
    }

    [Fact]
    public async Task CM10_Undo_ends_at_the_floor()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await EraseAsync(app, 5);

        Assert.Equal(200, (await app.PostAsync("/canvas/c/undo", """{"base_rev":6}""")).Status);
        Assert.Equal("NOTHING_TO_UNDO", (await app.PostAsync("/canvas/c/undo", """{"base_rev":7}""")).Code);
    }

    [Fact]
    public async Task TF5_Replay_and_chains_and_earlier_checkpoints_still_verify()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var root = Token("root", "t_system", "admin");
        await app.Services.GetRequiredService<Checkpoints>().MakeAsync(default);
        await EraseAsync(app, 4);
        await app.CommandAsync("c", 6, Add("z"));

        var replayed = JsonDocument.Parse((await app.GetAsync("/verify", root)).Text.Split('\n')[0]).RootElement;
        Assert.True(replayed.GetProperty("ok").GetBoolean(), replayed.GetRawText());
        Assert.Equal((await app.GetAsync("/canvas/c/snapshot")).Hash, replayed.GetProperty("state_hash").GetString());
        var lines = (await app.GetAsync("/verify/events", root)).Text.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.True(JsonElement.Parse(line).GetProperty("ok").GetBoolean(), line));
        var checkpoints = lines.Single(line => line.Contains("\"checkpoints\"", StringComparison.Ordinal));
        Assert.Contains("\"rev\":1", checkpoints);
        var log = (await app.GetAsync("/canvas/c/commits?after=0")).Json.GetProperty("commits").EnumerateArray();
        Assert.Contains("(erased)", CommitWords.Of(log.First()));
    }

    [Fact]
    public async Task TF5_Commits_without_hashes_cannot_be_proved_without_their_ops_and_stay()
    {
        var store = new MemoryDocumentStore("e1");
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        var key = new DocumentKey(Tenant, "dev", "canvas", "c");
        var old = Sample.Encode(
            key, 1, Sample.Commit(key, 1).ReadDetails(), """[{"kind":"set_meta","key":"k","value":1}]""");
        await store.Commit(new Append(Sample.Record(key), Revision.Zero, [old]));

        var refusal = await app.PostAsync("/canvas/c/erase", """{"up_to_rev":1,"reason":"r"}""", Owner);

        Assert.Equal("INVALID_REQUEST", refusal.Code);
        Assert.Equal(1, (await app.GetAsync("/canvas/c/snapshot?rev=1")).Rev);
    }

    private static Task<Reply> EraseAsync(EaselApp app, long upTo) =>
        app.PostAsync("/canvas/c/erase", $$"""{"up_to_rev":{{upTo}},"reason":"a test"}""", Owner);

    /// <summary>Six commits. The secret is written by the second and taken away by the fourth.</summary>
    private static async Task FillAsync(EaselApp app)
    {
        string[] ops =
        [
            Add("a"), Add("s", $$"""{"text":"{{Secret}}"}"""), Add("b"), """{"kind":"remove","atom_id":"s"}""",
            Add("d"), Add("e"),
        ];
        for (var rev = 0; rev < ops.Length; rev++)
        {
            Assert.Equal(200, (await app.CommandAsync("c", rev, ops[rev])).Status);
            await Task.Delay(2); // Each has a time of its own: they are also looked for by time.
        }
    }
}
