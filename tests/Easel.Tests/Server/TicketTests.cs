using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using static Easel.Tests.Server.EaselApp;
using static Easel.Tests.Server.SocketClient;

namespace Easel.Tests.Server;

public class TicketTests
{
    [Fact]
    public async Task TE4_A_ticket_opens_one_stream_or_socket()
    {
        await using var app = await StartAsync();
        var answer = await app.PostAsync("/auth/ticket", "{}");
        var ticket = answer.Json.GetProperty("ticket").GetString()!;

        Assert.Equal(200, answer.Status);
        Assert.Equal(60, answer.Json.GetProperty("expires_in").GetInt32());
        Assert.Matches("^[A-Za-z0-9_-]{43}$", ticket);
        using (await EventReader.OpenAsync(app, $"/sse/canvas/c?ticket={ticket}", token: ""))
        {
            Assert.Equal(401, await RefusalAsync(app, $"?ticket={ticket}", ""));
        }
    }

    [Fact]
    public async Task TE4_Of_a_hundred_who_use_a_ticket_at_once_one_succeeds()
    {
        await using var app = await StartAsync();
        var ticket = await IssueAsync(app);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100)
            .Select(_ => RefusalAsync(app, $"?ticket={ticket}", "")));

        Assert.Equal(1, statuses.Count(status => status == 101));
        Assert.Equal(99, statuses.Count(status => status == 401));
    }

    [Fact]
    public async Task TE4_A_ticket_ends_after_a_while()
    {
        await using var app = await StartAsync(adjust: With("LifeSeconds=1"));
        var ticket = await IssueAsync(app);

        // A ticket that is asked for later ends later, so when that one has ended the first has.
        await Task.Delay(TimeSpan.FromSeconds(1.2));

        Assert.Equal(401, await RefusalAsync(app, $"?ticket={ticket}", ""));
    }

    [Fact]
    public async Task TE4_A_ticket_is_bound_to_its_tenant_and_canvas()
    {
        await using var app = await StartAsync();

        Assert.Equal(403, await RefusalAsync(app, $"?ticket={await IssueAsync(app)}&tenant_id=t_system", ""));
        var bound = """{"canvas_id":"c"}""";
        Assert.Equal(400, await RefusalAsync(app, $"?ticket={await IssueAsync(app, bound)}&canvas_id=d", ""));
        var stream = await app.GetAsync($"/sse/canvas/d?ticket={await IssueAsync(app, bound)}", "");
        Assert.Equal("CONTEXT_MISMATCH", stream.Code);
        Assert.Equal(101, await RefusalAsync(app, $"?ticket={await IssueAsync(app, bound)}&canvas_id=c", ""));
    }

    [Fact]
    public async Task TE4_A_ticket_is_no_token_and_a_token_no_ticket()
    {
        await using var app = await StartAsync();
        var ticket = await IssueAsync(app);

        Assert.Equal(401, await RefusalAsync(app, token: ticket));
        Assert.Equal(401, await RefusalAsync(app, $"?token={ticket}", ""));
        Assert.Equal(401, await RefusalAsync(app, $"?ticket={Token()}", ""));
        Assert.Equal(401, (await app.GetAsync($"/canvas/c?ticket={ticket}", "")).Status);
        var asToken = await app.GetAsync($"/sse/canvas/c?token={ticket}", "");
        var asTicket = await app.GetAsync($"/sse/canvas/c?ticket={Token()}", "");
        Assert.Equal(asToken.Text, asTicket.Text);
    }

    [Fact]
    public async Task TE4_Tickets_are_for_those_who_have_a_token_and_are_limited()
    {
        await using var app = await StartAsync(adjust: With("WaitingPerActorMax=2", "WaitingMax=3"));

        Assert.Equal(401, (await app.PostAsync("/auth/ticket", "{}", "")).Status);
        Assert.Equal("TENANT_MISMATCH", (await app.PostAsync("/auth/ticket", """{"tenant_id":"t_other"}""")).Code);
        Assert.Equal("INVALID_REQUEST", (await app.PostAsync("/auth/ticket", """{"canvas_id":"a/b"}""")).Code);
        var used = await IssueAsync(app);
        await IssueAsync(app);
        Assert.Equal("OVERLOADED", (await app.PostAsync("/auth/ticket", "{}")).Code);
        Assert.Equal(200, (await app.PostAsync("/auth/ticket", "{}", Token("bob"))).Status);
        Assert.Equal("OVERLOADED", (await app.PostAsync("/auth/ticket", "{}", Token("carol"))).Code);

        Assert.Equal(101, await RefusalAsync(app, $"?ticket={used}", ""));
        Assert.Equal(200, (await app.PostAsync("/auth/ticket", "{}", Token("carol"))).Status);
    }

    private static async Task<string> IssueAsync(EaselApp app, string body = "{}") =>
        (await app.PostAsync("/auth/ticket", body)).Json.GetProperty("ticket").GetString()!;

    private static Action<WebApplicationBuilder> With(params string[] options) => builder =>
        builder.Configuration.AddInMemoryCollection(options.Select(option => option.Split('='))
            .Select(pair => KeyValuePair.Create($"Tickets:{pair[0]}", (string?)pair[1])));
}
