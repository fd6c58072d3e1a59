using System.Text;
using System.Text.Json;
using Easel.Documents.Canvases;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class CommandTests
{
    [Fact]
    public async Task CM2_A_command_is_one_revision_whatever_its_op_count()
    {
        await using var app = await StartAsync();

        var reply = await app.CommandAsync("c", 0, $"{Add("a")},{Add("b")}");

        Assert.Equal("""{"success":true,"head_rev":1,"rev":1,"event_id":"c:1"}""", reply.Text);
    }

    [Theory]
    [InlineData("\"idempotency_key\":\"k\"", null)]
    [InlineData("\"correlation_id\":\"k\"", null)]
    [InlineData(null, "Idempotency-Key")]
    [InlineData(null, "X-Idempotency-Key")]
    public async Task CM3_A_repeat_gets_the_first_answer_byte_for_byte(string? member, string? header)
    {
        await using var app = await StartAsync();
        (string, string)[] headers = header is null ? [] : [(header, "k")];
        var command = Command(0, Add("a"), member);

        var first = await app.PostAsync("/canvas/c/commands", command, null, headers);
        await app.CommandAsync("c", 1, Add("b"));
        var second = await app.PostAsync("/canvas/c/commands", command, null, headers);

        Assert.Equal(first.Text[..^1] + ",\"replayed\":true}", second.Text);
        Assert.Equal(first.Text, (await app.GetAsync("/canvas/c/commands/k")).Text);
    }

    [Fact]
    public async Task CM3_A_repeat_of_a_rebased_command_gets_the_first_answer_byte_for_byte()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        const string More = "\"idempotency_key\":\"k\",\"on_mismatch\":\"rebase\"";

        var first = await app.CommandAsync("c", 0, $"{Add("a")},{Add("b")}", More);
        var second = await app.CommandAsync("c", 2, $"{Add("a")},{Add("b")}", More);

        Assert.Equal(0, first.Json.GetProperty("rebased_from").GetInt64());
        Assert.Equal("ATOM_EXISTS", first.Json.GetProperty("dropped")[0].GetProperty("reason").GetString());
        Assert.Equal(first.Text[..^1] + ",\"replayed\":true}", second.Text);
    }

    [Fact]
    public async Task CM3_Twins_in_flight_become_one_commit()
    {
        await using var app = await StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k\"")));

        Assert.All(replies, reply => Assert.Equal((200, 1), (reply.Status, reply.Rev)));
        Assert.Single(replies, reply => !reply.Text.Contains("replayed", StringComparison.Ordinal));
        Assert.Equal(1, (await app.GetAsync("/canvas/c")).Json.GetProperty("head_rev").GetInt64());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("ключ +?&#")]
    public async Task CM3_The_outcome_can_be_looked_up_by_any_key(string key)
    {
        await using var app = await StartAsync();
        var first = await app.CommandAsync("c", 0, Add("a"), $"\"idempotency_key\":\"{key}\"");

        var found = await app.GetAsync($"/canvas/c/commands/{Uri.EscapeDataString(key)}");

        Assert.Equal((200, first.Text), (found.Status, found.Text));
    }

    [Theory]
    [InlineData("/canvas/commands/commands/k%2Fcommands%2F1")]
    [InlineData("/api/canvas/commands/commands/k%2Fcommands%2F1")]
    [InlineData("/canvas/commands/%63ommands/k/commands/1")]
    public async Task CM3_A_canvas_may_be_called_as_the_route_is(string path)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("commands", 0, Add("a"), "\"idempotency_key\":\"k/commands/1\"");

        Assert.Equal(1, (await app.GetAsync(path)).Rev);
    }

    [Fact]
    public async Task CM3_A_used_key_with_other_ops_names_the_original()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"), "\"correlation_id\":\"k\"");

        var reply = await app.CommandAsync("c", 1, Add("b"), "\"correlation_id\":\"k\"");

        Assert.Equal((422, "IDEMPOTENCY_KEY_REUSED"), (reply.Status, reply.Code));
        Assert.Equal(1, reply.Json.GetProperty("original_rev").GetInt64());
    }

    [Fact]
    public async Task CM3_The_fingerprint_does_not_depend_on_spelling()
    {
        await using var app = await StartAsync();
        var first = await app.PostAsync("/canvas/c/commands", """
            {"base_rev":0,"ops":[{"kind":"add","atom":{"id":"a","type":"text","properties":{"n":1.0,"t":"\u0041"}}}],
             "actor_id":"alice","correlation_id":"k"}
            """);

        var second = await app.PostAsync("/canvas/c/commands", """
            {"correlation_id":"k","actor_id":"alice","base_rev":0,
             "ops":[{"atom":{"properties":{"t":"A","n":1},"type":"text","id":"a"},"kind":"add"}]}
            """);

        Assert.Equal(first.Text[..^1] + ",\"replayed\":true}", second.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/api")]
    public async Task CM4_A_stale_command_gets_409_with_what_it_missed(string prefix)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("c", 1, $"{Add("b")},{Add("d")}");

        var reply = await app.PostAsync($"{prefix}/canvas/c/commands", Command(1, Add("e")));

        var json = reply.Json;
        Assert.Equal((409, "REV_MISMATCH"), (reply.Status, reply.Code));
        Assert.Equal("Revision mismatch", json.GetProperty("message").GetString());
        foreach (var name in (string[])["expected_rev", "actual_head_rev", "head_rev"])
            Assert.Equal(2, json.GetProperty(name).GetInt64());
        Assert.Equal(1, json.GetProperty("base_rev").GetInt64());
        Assert.Equal("ops", json.GetProperty("recovery").GetString());
        Assert.Equal($"[{Add("b")},{Add("d")}]", json.GetProperty("recovery_ops").GetRawText());
        Assert.Equal($"{prefix}/canvas/c/snapshot?rev=2", json.GetProperty("snapshot_ref").GetString());
        var epoch = (await app.GetAsync("/canvas/c")).Json.GetProperty("epoch").GetString();
        Assert.Equal(epoch, json.GetProperty("epoch").GetString());
    }

    [Theory]
    [InlineData(10, 1, "ops")]
    [InlineData(400, 40, "ops")]
    [InlineData(400, 3, "reset")]
    public async Task CM5_Recovery_makes_the_base_into_the_expected_state(int commits, int atoms, string expected)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, string.Join(",", Enumerable.Range(0, atoms).Select(n => Add($"a{n}", Long(n)))));
        for (var n = 1; n <= commits; n++)
            await app.CommandAsync("c", n, Update($"a{n % atoms}", n));

        var baseState = await StateAsync(app, 1);
        var reply = await app.CommandAsync("c", 1, Add("z"));

        Assert.Equal(expected, reply.Json.GetProperty("recovery").GetString());
        var recovered = Fold(baseState, reply.Json.GetProperty("recovery_ops"));
        var snapshot = await app.GetAsync(reply.Json.GetProperty("snapshot_ref").GetString()!);
        Assert.Equal(snapshot.Hash, CanvasJson.Hash(recovered));
    }

    [Fact]
    public async Task CM5_Recovery_and_head_belong_together_while_others_write()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", Long(0)));
        var writing = Task.Run(async () =>
        {
            for (var n = 1; n <= 150; n++) await app.CommandAsync("c", n, Add($"b{n}"));
        });

        while (!writing.IsCompleted)
        {
            var reply = await app.CommandAsync("c", 0, Add("z"));
            var recovered = Fold(Canvas.Empty, reply.Json.GetProperty("recovery_ops"));
            var snapshot = await app.GetAsync(reply.Json.GetProperty("snapshot_ref").GetString()!);
            Assert.Equal(snapshot.Hash, CanvasJson.Hash(recovered));
        }

        await writing;
    }

    [Fact]
    public async Task CM6_A_base_above_the_head_gets_a_reset()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.CommandAsync("c", 7, Add("b"));

        Assert.Equal((409, "reset"), (reply.Status, reply.Json.GetProperty("recovery").GetString()));
        var recovered = Fold(Canvas.Empty, reply.Json.GetProperty("recovery_ops"));
        Assert.Equal((await app.GetAsync("/canvas/c/snapshot")).Hash, CanvasJson.Hash(recovered));
    }

    [Theory]
    [InlineData("""{"kind":"add","atom":{"id":"b","type":"t"}},{"kind":"fly"}""", 1)]
    [InlineData("""{"kind":"remove"}""", 0)]
    [InlineData("", null)]
    public async Task CM7_A_wrong_shape_is_refused_before_the_guard(string ops, int? index)
    {
        await using var app = await StartAsync();

        var reply = await app.CommandAsync("c", 99, ops);

        Assert.Equal((422, "OP_INVALID"), (reply.Status, reply.Code));
        Assert.Equal(index, reply.Json.TryGetProperty("op_index", out var at) ? at.GetInt32() : null);
        Assert.NotEmpty(reply.Json.GetProperty("reason").GetString()!);
    }

    [Fact]
    public async Task CM7_Too_many_ops_too_large_an_op_and_too_long_a_body_are_413()
    {
        await using var app = await StartAsync();

        var many = await app.CommandAsync("c", 0, string.Join(",", Enumerable.Range(0, 257).Select(n => Add($"a{n}"))));
        var large = await app.CommandAsync("c", 0, Add("a", $"{{\"t\":\"{new string('x', 65_536)}\"}}"));
        var sized = await app.PostAsync("/canvas/c/commands", new string(' ', (1 << 20) + 1));
        var chunked = JsonContent(Encoding.UTF8.GetBytes(new string(' ', (1 << 20) + 1)));
        var open = await app.SendAsync(
            HttpMethod.Post, "/canvas/c/commands", chunked, null, ("Transfer-Encoding", "chunked"));

        Assert.All([many, large, sized, open], reply => Assert.Equal((413, "TOO_LARGE"), (reply.Status, reply.Code)));
        Assert.Equal(0, large.Json.GetProperty("op_index").GetInt32());
    }

    [Fact]
    public async Task CM8_Nothing_left_says_what_was_dropped_and_where_the_head_is()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.CommandAsync("c", 0, Add("a"), "\"on_mismatch\":\"rebase\"");

        Assert.Equal((409, "NOTHING_LEFT"), (reply.Status, reply.Code));
        Assert.Equal(1, reply.Json.GetProperty("expected_rev").GetInt64());
        Assert.Equal(1, reply.Json.GetProperty("head_rev").GetInt64());
        Assert.Equal("""[{"op_index":0,"reason":"ATOM_EXISTS"}]""", reply.Json.GetProperty("dropped").GetRawText());
    }

    [Fact]
    public async Task CM9_A_dry_run_answers_and_stores_nothing()
    {
        await using var app = await StartAsync();

        var dry = await app.CommandAsync("c", 0, Add("a"), "\"dry_run\":true,\"correlation_id\":\"k\"");

        Assert.Equal("""{"success":true,"head_rev":1,"rev":1,"event_id":"c:1","dry_run":true}""", dry.Text);
        Assert.Equal(404, (await app.GetAsync("/canvas/c")).Status);
        Assert.Equal(404, (await app.GetAsync("/canvas/c/commands/k")).Status);
    }

    [Fact]
    public async Task CM11_The_fixture_conflicts_once_and_the_retry_succeeds()
    {
        await using var app = await StartAsync();
        const string Fixture = "\"correlation_id\":\"test-conflict:3\"";

        var first = await app.CommandAsync("c", 0, Add("a"), Fixture);
        var again = await app.CommandAsync("c", 0, Add("a"), Fixture);
        var retry = await app.CommandAsync("c", 3, Add("a"), Fixture);

        Assert.Equal((409, 3), (first.Status, first.Json.GetProperty("expected_rev").GetInt64()));
        Assert.Equal(3, first.Json.GetProperty("recovery_ops").GetArrayLength());
        Assert.Contains("\"id\":\"server-recovery-atom\"", first.Json.GetProperty("recovery_ops")[0].GetRawText());
        Assert.Equal(first.Text, again.Text);
        Assert.Equal((200, 4), (retry.Status, retry.Rev));
    }

    [Theory]
    [InlineData("dev", "test-conflict:0")]
    [InlineData("dev", "test-conflict:101")]
    [InlineData("dev", "test-conflict:01")]
    [InlineData("dev", "test-conflicts")]
    [InlineData("prod", "test-conflict")]
    public async Task CM11_Other_ids_and_prod_are_ordinary(string env, string id)
    {
        await using var app = await StartAsync(settings => settings.Env = env);

        Assert.Equal(200, (await app.CommandAsync("c", 0, Add("a"), $"\"correlation_id\":\"{id}\"")).Status);
    }

    [Fact]
    public async Task CM11_Fixture_under_a_base_ahead_of_the_head_still_conflicts()
    {
        await using var app = await StartAsync();

        var reply = await app.CommandAsync("c", 1, Add("a"), "\"correlation_id\":\"test-conflict\"");

        Assert.Equal((409, "reset"), (reply.Status, reply.Json.GetProperty("recovery").GetString()));
    }

    [Fact]
    public async Task OP0_Ops_are_kept_token_for_token()
    {
        await using var app = await StartAsync();
        const string Op = """
            {"kind":"add","atom":{"id":"a","type":"t","properties":{"z":1.50e0,"a":"\u00e9\/"}},"extra":[1]}
            """;

        await app.CommandAsync("c", 0, Op.Replace(",", " ,\n", StringComparison.Ordinal));

        Assert.Contains($"\"ops\":[{Op}]", (await app.GetAsync("/canvas/c/commits")).Text);
    }

    private static string Update(string id, int n) =>
        $$$"""{"kind":"update","atom_id":"{{{id}}}","properties":{"n":{{{n}}}}}""";

    private static string Long(int n) => $"{{\"text\":\"{new string('x', 1_000)}\",\"n\":{n}}}";

    private static async Task<Canvas> StateAsync(EaselApp app, long revision) =>
        CanvasJson.Decode(Encoding.UTF8.GetBytes((await app.GetAsync($"/canvas/c/snapshot?rev={revision}")).Text));

    private static Canvas Fold(Canvas state, JsonElement ops)
    {
        foreach (var op in CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(ops.GetRawText())))
        {
            state = CanvasReducer.Apply(state, op, out var misfit)!;
            Assert.Null(misfit);
        }

        return state;
    }
}
