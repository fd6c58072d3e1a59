using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Tests.Contracts;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class EventTests
{
    private static readonly string Admin = Token("root", role: "admin");
    private static readonly DocumentKey Canvas = new(Tenant, "dev", "canvas", "c");

    [Fact]
    public async Task TF4_Every_commit_is_an_event_without_what_was_written()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"secret words"}"""), "\"correlation_id\":\"k1\"");
        await app.PostAsync("/canvas/c/undo", """{"base_rev":1,"actor_id":"alice"}""");
        await app.PostAsync("/canvas/c/redo", """{"base_rev":2,"actor_id":"alice"}""");
        await app.PostAsync("/canvas/c/restore", """{"base_rev":3,"to_rev":1,"actor_id":"alice"}""");
        await app.CommandAsync("d", 0, Add("a"), token: Token("bob"));

        var page = await app.GetAsync("/events", Admin);

        Assert.Equal("tenant_created", Text(Events(page)[0], "type"));
        var events = Events(page)[1..];
        Assert.Equal(["commit", "undo", "redo", "restore", "commit"], events.Select(one => Text(one, "type")));
        Assert.Equal([2L, 3, 4, 5, 6], events.Select(one => one.GetProperty("seq").GetInt64()));
        Assert.Equal(JsonValueKind.Null, page.Json.GetProperty("next").ValueKind);
        var (first, last) = (events[0], events[4]);
        Assert.Equal(
            ("t_northstar", "dev", "canvas", "c", "c:1", "alice", "human", "alice", "k1"),
            (Text(first, "tenant"), Text(first, "env"), Text(first, "kind"), Text(first, "canvas_id"),
                Text(first, "event_id"), Text(first, "actor_id"), Text(first, "actor_type"), Text(first, "subject"),
                Text(first, "correlation_id")));
        Assert.Equal(("d", "bob"), (Text(last, "canvas_id"), Text(last, "subject")));
        Assert.Equal(Text(first, "hash"), Text(events[1], "prev_hash"));
        Assert.DoesNotContain("secret words", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ops", page.Text, StringComparison.Ordinal);
        var proof = await app.GetAsync("/events?proof=1&format=jsonl", Admin);
        Assert.DoesNotContain("secret words", proof.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TF4_Pages_go_on_where_the_one_before_ended_and_filters_end()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 12; n++)
            await app.CommandAsync(n % 3 == 0 ? "c" : "d", 0, Add($"a{n}"), "\"on_mismatch\":\"rebase\"");

        var (seqs, after) = (new List<long>(), 0L);
        for (long? next = 0; next is not null;)
        {
            var page = await app.GetAsync($"/events?limit=5&after={next}", Admin);
            seqs.AddRange(Events(page).Select(one => one.GetProperty("seq").GetInt64()));
            var following = page.Json.GetProperty("next");
            next = following.ValueKind == JsonValueKind.Number ? following.GetInt64() : null;
            Assert.True(next is null || next > after);
            after = next ?? after;
        }

        Assert.Equal(Enumerable.Range(1, 13).Select(n => (long)n), seqs); // The first is of the tenant itself.
        Assert.Equal(["c"], Events(await app.GetAsync("/events?canvas_id=c", Admin))
            .Select(one => Text(one, "canvas_id")).Distinct());
        Assert.Equal(4, Events(await app.GetAsync("/events?canvas_id=c", Admin)).Count);
        Assert.Empty(Events(await app.GetAsync("/events?type=undo", Admin)));
        Assert.Single(Events(await app.GetAsync("/events?env=prod", Admin)));
        Assert.Equal(13, Events(await app.GetAsync("/events?env=dev", Admin)).Count);
        Assert.Equal(400, (await app.GetAsync("/events?after=x", Admin)).Status);
    }

    [Fact]
    public async Task TF4_A_filter_that_finds_nothing_answers_pages_that_advance()
    {
        await using var app = await StartAsync();
        var store = app.Services.GetRequiredService<IDocumentStore>();
        for (var head = 0; head < 20_100; head += 300)
            await store.Commit(Sample.Append(new DocumentKey(Tenant, "dev", "canvas", "c"), head, 300));

        var first = await app.GetAsync("/events?type=undo", Admin);
        var second = await app.GetAsync("/events?type=undo&after=10000", Admin);
        var third = await app.GetAsync("/events?type=undo&after=20000", Admin);

        Assert.Equal("""{"events":[],"next":10000}""", first.Text);
        Assert.Equal("""{"events":[],"next":20000}""", second.Text);
        Assert.Equal("""{"events":[],"next":null}""", third.Text);
    }

    [Theory]
    [InlineData("?format=jsonl", null)]
    [InlineData("", "application/x-ndjson")]
    public async Task TF4_The_whole_rest_is_streamed_as_JSON_Lines(string query, string? accept)
    {
        await using var app = await StartAsync();
        var store = app.Services.GetRequiredService<IDocumentStore>();
        for (var n = 0; n < 30; n++)
            await store.Commit(Sample.Append(new DocumentKey(Tenant, "dev", "canvas", $"c{n % 4}"), n / 4 * 50, 50));

        var reply = await app.GetAsync($"/events{query}", Admin, accept is null ? [] : [("Accept", accept)]);

        Assert.Equal("application/x-ndjson", reply.Type);
        var seqs = reply.Text.Split('\n')[..^1].Select(line => JsonElement.Parse(line).GetProperty("seq").GetInt64());
        Assert.Equal(Enumerable.Range(1, 1_501).Select(n => (long)n), seqs);
    }

    [Fact]
    public async Task TF4_Control_documents_say_what_was_done_and_others_only_that_something_was()
    {
        await using var app = await StartAsync();
        var store = app.Services.GetRequiredService<IDocumentStore>();
        await app.SendAsync(HttpMethod.Put, "/kill-switch", JsonContent(
            """{"scope":"canvas","canvas_id":"c","reason":"spam","mode":"freeze"}"""u8.ToArray()), Admin);
        await Commit(store, "secrets", "all", """[{"kind":"password_set","password_hash":"$argon"}]""");
        await Commit(store, "artifact", "dev", """[{"kind":"artifact_written","artifact_id":"a1"}]""");

        var page = await app.GetAsync("/events", Admin);

        var events = Events(page)[1..];
        Assert.Equal(["killed", "password_set", "artifact_written"], events.Select(one => Text(one, "type")));
        Assert.Equal("c", Text(events[0], "canvas_id"));
        Assert.Contains("spam", events[0].GetProperty("data").GetRawText(), StringComparison.Ordinal);
        Assert.False(events[1].TryGetProperty("data", out _) || events[1].TryGetProperty("canvas_id", out _));
        Assert.Equal("a1", Text(events[2], "artifact_id"));
        Assert.DoesNotContain("argon", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("argon", (await app.GetAsync("/events?proof=1", Admin)).Text, StringComparison.Ordinal);
        Assert.Single(Events(await app.GetAsync("/events?canvas_id=c", Admin)));
        Assert.Equal(3, Events(await app.GetAsync("/events?env=prod", Admin)).Count);
    }

    [Fact]
    public async Task TF4_An_export_ends_with_what_was_there_when_it_began()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        await store.Commit(Sample.Append(Canvas, 0, 200));
        var added = 0;
        store.OnReadFeed = async (_, after) =>
        {
            // There is always one more for who reads on: without an end, this would not end.
            if (after > 100 && added < 500) await store.Commit(Sample.Append(Canvas, 200 + added++));
        };

        var reply = await app.GetAsync("/events?format=jsonl", Admin);

        Assert.True(added > 0);
        Assert.Equal(201, reply.Text.Split('\n')[..^1].Length);
    }

    [Fact]
    public async Task TE8_An_export_breaks_off_when_its_reader_is_no_longer_an_administrator()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        for (var head = 0; head < 3_000; head += 300) await store.Commit(Sample.Append(Canvas, head, 300));
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        store.OnReadFeed = async (_, after) =>
        {
            if (after < 2_000) return;
            reached.TrySetResult();
            await goOn.Task;
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events?format=jsonl");
        request.Headers.Authorization = new("Bearer", Admin);
        using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await reached.Task;

        var demoted = await app.PutAsync(
            "/tenants/t_northstar/members/root", """{"role":"member"}""", Token("boss", role: "owner"));
        goOn.SetResult();

        Assert.Equal((200, 200), ((int)response.StatusCode, demoted.Status));
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
        Assert.Equal(403, (await app.GetAsync("/events", Admin)).Status);
    }

    [Fact]
    public async Task TF4_A_page_reads_so_many_bytes_and_no_more()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.AddSingleton<IDocumentStore>(new MemoryDocumentStore("e")));
        var store = app.Services.GetRequiredService<IDocumentStore>();
        for (var n = 1; n <= 40; n++)
        {
            var commit = Sample.Commit(Canvas, n, fill: 1 << 20);
            await store.Commit(new Append(Sample.Record(Canvas), new Revision(n - 1), [commit]));
        }

        var none = await app.GetAsync("/events?type=undo", Admin);
        var (seqs, pages) = (new List<long>(), 0);
        for (long? next = 0; next is not null; pages++)
        {
            var page = await app.GetAsync($"/events?after={next}", Admin);
            seqs.AddRange(Events(page).Select(one => one.GetProperty("seq").GetInt64()));
            var following = page.Json.GetProperty("next");
            next = following.ValueKind == JsonValueKind.Number ? following.GetInt64() : null;
        }

        Assert.InRange(none.Json.GetProperty("next").GetInt64(), 15, 20);
        Assert.InRange(pages, 8, 12);
        Assert.Equal(Enumerable.Range(1, 41).Select(n => (long)n), seqs);
    }

    [Theory]
    [InlineData("/verify")]
    [InlineData("/verify/events")]
    public async Task HO5_Verification_is_on_the_admin_listener(string path)
    {
        await using var app = await StartAsync(settings => settings.Env = "prod");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", Token("root", "t_system", "admin"));

        using var answer = await app.Admin.SendAsync(request);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(404, (await app.GetAsync(path, Token("root", "t_system", "admin"))).Status);
    }

    [Fact]
    public async Task TE3_Events_are_for_administrators_of_the_tenant()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        Assert.Equal(403, (await app.GetAsync("/events")).Status);
        Assert.Equal(401, (await app.GetAsync("/events", "")).Status);
        var others = Events(await app.GetAsync("/events", Token("root", "t_other", "owner")));
        Assert.All(others, one => Assert.Equal("t_other", Text(one, "tenant")));
        Assert.Equal(2, Events(await app.GetAsync("/api/events", Token(role: "owner"))).Count);
    }

    private static Task Commit(IDocumentStore store, string kind, string env, string ops)
    {
        var key = new DocumentKey(Tenant, env, kind, kind);
        var details = new CommitDetails
        {
            DocumentId = kind,
            At = Sample.At(1),
            By = new Attribution { ActorId = "root", ActorType = "human", Subject = "root" },
            Previous = CommitHash.Genesis(key),
        };
        var commit = Easel.Documents.Commit.Create(new Revision(1), details, Encoding.UTF8.GetBytes(ops), key: null);
        return store.Commit(new Append(Sample.Record(key), Revision.Zero, [commit]));
    }

    private static List<JsonElement> Events(Reply reply) => [.. reply.Json.GetProperty("events").EnumerateArray()];

    private static string? Text(JsonElement one, string member) => one.GetProperty(member).GetString();
}
