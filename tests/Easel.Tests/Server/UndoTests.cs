using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class UndoTests
{
    [Fact]
    public async Task CM10_Undo_redo_and_restore_over_HTTP()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        var empty = (await app.CommandAsync("c", 1, """{"kind":"remove","atom_id":"a"}""")).Rev;

        var undone = await app.PostAsync("/canvas/c/undo", """{"base_rev":2}""");
        var redone = await app.PostAsync("/canvas/c/redo", """{"base_rev":3}""");
        var restored = await app.PostAsync("/canvas/c/restore", """{"base_rev":4,"to_rev":1}""");
        var commits = (await app.GetAsync("/canvas/c/commits?after=2")).Json.GetProperty("commits");

        Assert.Equal(2, empty);
        Assert.StartsWith("""{"success":true,"head_rev":3,"rev":3,"event_id":"c:3","undo_of":2,"ops":[{"kind":"add",""", undone.Text);
        Assert.Equal("""{"success":true,"head_rev":4,"rev":4,"event_id":"c:4","redo_of":3,"ops":[{"kind":"remove","atom_id":"a"}]}""", redone.Text);
        Assert.Equal("""{"success":true,"head_rev":5,"rev":5,"event_id":"c:5","restore_of":1}""", restored.Text);
        Assert.Equal((await app.GetAsync("/canvas/c/snapshot?rev=1")).Hash, (await app.GetAsync("/canvas/c/snapshot")).Hash);
        Assert.Equal(2, commits[0].GetProperty("undo_of").GetInt64());
        Assert.Equal(3, commits[1].GetProperty("redo_of").GetInt64());
        Assert.Equal(1, commits[2].GetProperty("restore_of").GetInt64());
    }

    [Theory]
    [InlineData("undo", """{"base_rev":1}""")]
    [InlineData("redo", """{"base_rev":1}""")]
    [InlineData("restore", """{"base_rev":1,"to_rev":0}""")]
    public async Task CM10_They_are_guarded_like_any_command(string route, string body)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("c", 1, Add("b"));

        var reply = await app.PostAsync($"/canvas/c/{route}", body);

        Assert.Equal((409, "REV_MISMATCH"), (reply.Status, reply.Code));
        Assert.Equal(1, reply.Json.GetProperty("recovery_ops").GetArrayLength());
    }

    [Fact]
    public async Task CM10_They_share_the_keys_of_commands()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k0\"");
        const string Undo = """{"base_rev":1,"correlation_id":"k"}""";

        var first = await app.PostAsync("/canvas/c/undo", Undo);
        var again = await app.PostAsync("/canvas/c/undo", Undo);
        var other = await app.PostAsync("/canvas/c/redo", """{"base_rev":2,"correlation_id":"k"}""");
        var wider = await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"correlation_id":"k","scope":"all"}""");
        var taken = await app.PostAsync("/canvas/c/undo", """{"base_rev":2,"correlation_id":"k0"}""");

        Assert.Equal(first.Text[..^1] + ",\"replayed\":true}", again.Text);
        Assert.Equal(first.Text, (await app.GetAsync("/canvas/c/commands/k")).Text);
        Assert.All([other, wider, taken], reply => Assert.Equal("IDEMPOTENCY_KEY_REUSED", reply.Code));
    }

    [Theory]
    [InlineData("undo", """{"base_rev":0}""", 409, "NOTHING_TO_UNDO")]
    [InlineData("redo", """{"base_rev":0,"scope":"all"}""", 409, "NOTHING_TO_UNDO")]
    [InlineData("undo", """{"base_rev":0,"scope":"everyone"}""", 400, "INVALID_REQUEST")]
    [InlineData("undo", """{"base_rev":0,"scope":"run"}""", 400, "INVALID_REQUEST")]
    [InlineData("undo", """{"base_rev":0,"whole":true}""", 400, "INVALID_REQUEST")]
    [InlineData("undo", """{"base_rev":0,"scope":"run","run_id":"r","whole":1}""", 400, "INVALID_REQUEST")]
    [InlineData("redo", """{"base_rev":0,"scope":"run","run_id":"r","whole":true}""", 400, "INVALID_REQUEST")]
    [InlineData("undo", "{}", 428, "BASE_REV_REQUIRED")]
    [InlineData("restore", """{"base_rev":0}""", 400, "INVALID_REQUEST")]
    [InlineData("restore", """{"base_rev":0,"to_rev":-1}""", 400, "INVALID_REQUEST")]
    [InlineData("restore", """{"base_rev":0,"to_rev":1}""", 404, "REV_UNKNOWN")]
    public async Task CM10_What_cannot_be_done_has_a_code(string route, string body, int status, string code)
    {
        await using var app = await StartAsync();

        var reply = await app.PostAsync($"/canvas/c/{route}", body);

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal(404, (await app.GetAsync("/canvas/c")).Status);
    }

    [Fact]
    public async Task CM10_Scope_actor_is_the_subject_and_not_what_the_body_calls_it()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var bob = await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"actor_id":"alice"}""", Token("bob"));
        var viewer = await app.PostAsync("/canvas/c/undo", """{"base_rev":1}""", Token(role: "viewer"));

        Assert.Equal("NOTHING_TO_UNDO", bob.Code);
        Assert.Equal("FORBIDDEN", viewer.Code);
    }

    [Fact]
    public async Task CM12_A_run_is_reverted_by_one_guarded_command()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("c", 1, Add("b"), """ "intent":{"run_id":"r1"} """);
        await app.CommandAsync("c", 2, Add("mine"));
        await app.CommandAsync("c", 3, Add("d"), """ "intent":{"run_id":"r1"} """);

        var stale = await app.PostAsync("/canvas/c/undo", """{"base_rev":3,"scope":"run","run_id":"r1","whole":true}""");
        var whole = await app.PostAsync("/canvas/c/undo", """{"base_rev":4,"scope":"run","run_id":"r1","whole":true,"idempotency_key":"k"}""");
        var again = await app.PostAsync("/canvas/c/undo", """{"base_rev":4,"scope":"run","run_id":"r1","whole":true,"idempotency_key":"k"}""");
        var other = await app.PostAsync("/canvas/c/undo", """{"base_rev":5,"scope":"run","run_id":"r1","idempotency_key":"k"}""");
        var state = await app.GetAsync("/canvas/c/snapshot");

        Assert.Equal(409, stale.Status);
        Assert.Contains("\"undo_of\":4,\"undoes\":[{\"rev\":4,\"ops\":1},{\"rev\":2,\"ops\":1}]", whole.Text, StringComparison.Ordinal);
        Assert.Contains("\"replayed\":true", again.Text, StringComparison.Ordinal);
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.Code);
        Assert.Contains("\"root_atom_ids\":[\"a\",\"mine\"]", state.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CM10_An_undo_within_a_run_can_be_redone_there()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"), """ "intent":{"run_id":"r1"} """);

        var undone = await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"scope":"run","run_id":"r1","intent":{"label":"Oops","run_id":"r9"}}""", Token("bob"));
        var redone = await app.PostAsync("/canvas/c/redo", """{"base_rev":2,"scope":"run","run_id":"r1"}""", Token("eve"));

        Assert.Equal((200, 200), (undone.Status, redone.Status));
    }

    [Fact]
    public async Task CM11_Fixture_commits_are_undone_by_scope_all_only()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"test-conflict\"");

        var own = await app.PostAsync("/canvas/c/undo", """{"base_rev":1}""");
        var all = await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"scope":"all"}""");

        Assert.Equal("NOTHING_TO_UNDO", own.Code);
        Assert.Equal(1, all.Json.GetProperty("undo_of").GetInt64());
    }

    [Fact]
    public async Task CM9_A_dry_undo_changes_nothing()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var dry = await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"dry_run":true}""");

        Assert.EndsWith("\"dry_run\":true}", dry.Text);
        Assert.Equal(1, (await app.GetAsync("/canvas/c")).Json.GetProperty("head_rev").GetInt64());
    }
}
