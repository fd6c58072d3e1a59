using System.Text;
using Easel.Tests.Server;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Hostile;

/// <summary>Rule GE1: what is not JSON, everywhere where JSON is read.</summary>
public class JsonCorpusTests
{
    [Fact]
    public void GE1_The_corpus_is_large_and_names_each_case_once()
    {
        var names = JsonCorpus.All.GroupBy(one => one.Name).Where(one => one.Count() > 1).Select(one => one.Key);

        Assert.Empty(names);
        Assert.InRange(JsonCorpus.All.Count(one => one.Verdict == Verdict.Refuse), 300, 10_000);
        Assert.InRange(JsonCorpus.All.Count(one => one.Verdict == Verdict.Accept), 60, 10_000);
    }

    [Fact]
    public async Task GE1_A_body_that_is_no_JSON_is_refused_everywhere_and_changes_nothing()
    {
        await using var app = await StartAsync();
        var token = Token("root", "t_system", "owner");
        await app.CommandAsync("c", 0, Add("a"));
        var before = (await app.GetAsync("/canvas")).Text + (await app.GetAsync("/canvas/c/snapshot")).Text;
        var wrong = new List<string>();
        var routes = JsonRoute.AllOf(app);
        Assert.InRange(routes.Count, 12, 100); // Each of them at / and at /api.

        foreach (var route in routes)
        {
            // A ticket may be asked for without a body.
            var shortest = route.Path.EndsWith("/auth/ticket", StringComparison.Ordinal) ? 1 : 0;
            foreach (var one in JsonCorpus.All.Where(one => one.Verdict == Verdict.Refuse && one.Text.Length >= shortest))
            {
                var reply = await app.SendAsync(route.Method, route.Path, JsonContent(one.Text), token);
                var isRefused = route.IsMaps
                    ? reply.Status == 422 && reply.Text.Contains("\"map-edit/invalid-json\"", StringComparison.Ordinal)
                    : (reply.Status, reply.Type) == (400, "application/problem+json")
                        && reply.Code == "MALFORMED_JSON";
                if (!isRefused)
                    wrong.Add($"{route} {one}: {reply.Status} {reply.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.Equal(before, (await app.GetAsync("/canvas")).Text + (await app.GetAsync("/canvas/c/snapshot")).Text);
    }

    [Fact]
    public async Task GE1_What_is_JSON_is_kept_as_it_was_sent_through_log_and_replay()
    {
        await using var app = await StartAsync();
        var rev = 0L;
        foreach (var one in JsonCorpus.All.Where(one => one.Verdict == Verdict.Accept))
        {
            var op = $$$$"""{"kind":"set_meta","key":"v","value":{{{{Encoding.UTF8.GetString(one.Text)}}}}}""";
            var reply = await app.CommandAsync("c", rev, op);

            Assert.True(reply.Status == 200, $"{one}: {reply.Text}");
            rev++;
            var page = await app.GetAsync($"/canvas/c/commits?after={rev - 1}");
            var kept = page.Json.GetProperty("commits")[0].GetProperty("ops")[0].GetProperty("value").GetRawText();
            Assert.Equal(WithoutSpace(Encoding.UTF8.GetString(one.Text)), kept);
        }

        var admin = Token("root", "t_system", "admin");
        Assert.True((await app.GetAsync("/verify", admin)).Json.GetProperty("ok").GetBoolean());

        // No string of the corpus has white space in it.
        static string WithoutSpace(string text) => string.Concat(text.Where(one => !" \t\r\n".Contains(one)));
    }

    [Fact]
    public async Task GE1_Nothing_in_a_value_of_a_command_is_answered_with_a_fault_of_the_server()
    {
        await using var app = await StartAsync();
        foreach (var one in JsonCorpus.All)
        {
            foreach (var (head, tail) in ((string, string)[])[
                ("{\"base_rev\":0,\"dry_run\":true,\"ops\":[{\"kind\":\"set_meta\",\"key\":\"v\",\"value\":", "}]}"),
                ("{\"base_rev\":0,\"dry_run\":true,\"ops\":", "}"), ("{\"base_rev\":", ",\"dry_run\":true,\"ops\":[]}"),
                ("{\"base_rev\":0,\"ops\":[],\"intent\":", "}"), ("{\"base_rev\":0,\"ops\":[],\"routing\":", "}")])
            {
                byte[] body = [.. Encoding.UTF8.GetBytes(head), .. one.Text, .. Encoding.UTF8.GetBytes(tail)];
                var reply = await app.SendAsync(HttpMethod.Post, "/canvas/c/commands", JsonContent(body), null);
                Assert.True(reply.Status is 200 or (>= 400 and < 500), $"{one} in {head}: {reply.Status}");
                if (reply.Status != 200) Assert.Equal("application/problem+json", reply.Type);
            }
        }

        Assert.Equal(404, (await app.GetAsync("/canvas/c")).Status);
    }

    [Fact]
    public async Task GE1_A_socket_outlives_every_case_and_applies_none()
    {
        await using var app = await StartAsync();
        await using var socket = await SocketClient.OpenAsync(app);
        foreach (var one in JsonCorpus.All.Where(one => one.Verdict == Verdict.Refuse && one.Text.Length < 16_000))
        {
            await SendAsync(socket, one.Text);
            await SendAsync(socket, [.. "{\"type\":\"command\",\"id\":\"c1\",\"command\":"u8, .. one.Text, (byte)'}']);
            await SendAsync(socket, [.. "{\"type\":\"gesture\",\"data\":"u8, .. one.Text, (byte)'}']);
        }

        await socket.SendAsync("{\"type\":\"command\",\"id\":\"last\",\"command\":" + Command(0, Add("a")) + "}");
        string? text;
        do text = await socket.ReadTextAsync();
        while (text is not null && !text.Contains("\"last\"", StringComparison.Ordinal));

        Assert.Contains("\"rev\":1", text);
    }

    // What is not UTF-8 may not be in a text message at all: that is the protocol of sockets, and closes them.
    private static Task SendAsync(SocketClient socket, byte[] text) =>
        System.Text.Unicode.Utf8.IsValid(text) ? socket.SendAsync(text) : Task.CompletedTask;
}
