using Easel.Documents;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Tenancy;

/// <summary>
/// Every route, called by everybody who has no business there. The routes are the server's own list, so a new one is
/// either in the table or a failure.
/// </summary>
public class TenantMatrixTests
{
    private const string Canary = "canary-4711";

    private readonly List<string> deviations = [];
    private int cells;
    private string artifact = "";

    [Fact]
    public async Task TE2_Every_route_refuses_everybody_exactly_as_the_table_says()
    {
        var log = new ListLoggerProvider();
        await using var app = await StartAsync(
            settings => (settings.TokenIssuer, settings.TokenAudience) = ("easel-test", "easel-test"),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var (ticket, admin) = await PrepareAsync(app);

        var routes = RoutesOf(app);
        Assert.Empty(routes.Select(one => one.Name).Except(MatrixRoute.All.Select(one => one.Name)).Distinct());
        Assert.Empty(MatrixRoute.All.Select(one => one.Name).Except(routes.Select(one => one.Name)));
        foreach (var caller in MatrixCaller.All(app.Settings, ticket, ticket))
        {
            if (caller.Headers is [("X-Kill", _)]) await KillAsync(app, admin);
            foreach (var (name, prefix) in routes)
                await TryAsync(app, caller, MatrixRoute.All.Single(one => one.Name == name), prefix);
        }

        Assert.True(deviations.Count == 0, string.Join('\n', deviations));
        Assert.True(cells >= 600, $"{cells} cells");
        Assert.DoesNotContain(log.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    private async Task TryAsync(EaselApp app, MatrixCaller caller, MatrixRoute route, string prefix)
    {
        cells++;
        var before = await HeadsAsync(app);
        var (status, text) = await SendAsync(app, caller, route, prefix);
        var expected = caller.Answers(route.Needs);
        var isRight = expected switch
        {
            MatrixCaller.Well => status is not (401 or 403 or 423) && status < 500,
            MatrixCaller.AsMissing => (status, text) == await SendMissingAsync(app, caller, route, prefix),
            _ => status == expected,
        };
        if (!isRight) deviations.Add($"{caller.Name}: {prefix}{route.Name} answered {status}, not {expected}: {text}");
        if (status >= 400 && await HeadsAsync(app) != before) deviations.Add($"{caller.Name}: {route.Name} changed it");
        if (expected != MatrixCaller.Well && text.Contains(Canary, StringComparison.Ordinal))
            deviations.Add($"{caller.Name}: {route.Name} told the canary");
    }

    /// <summary>The same for a canvas that is not there, with its name put back.</summary>
    private async Task<(int, string)> SendMissingAsync(
        EaselApp app, MatrixCaller caller, MatrixRoute route, string prefix)
    {
        var other = route with { Path = route.Path.Replace("mine", "miss", StringComparison.Ordinal) };
        var (status, text) = await SendAsync(app, caller, other, prefix);
        return (status, text.Replace("miss", "mine", StringComparison.Ordinal));
    }

    private async Task<(int Status, string Text)> SendAsync(
        EaselApp app, MatrixCaller caller, MatrixRoute route, string prefix)
    {
        var path = caller.Query is null ? route.Path
            : $"{route.Path}{(route.Path.Contains('?') ? '&' : '?')}{caller.Query}";
        path = path.Replace("art_mine", artifact, StringComparison.Ordinal)
            .Replace("art_miss", "art_0123456789abcdef0123456789abcdef", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            route.Needs == Needs.Socket ? HttpMethod.Get : route.Method, prefix + path);
        if (route.Body is not null)
            request.Content = JsonContent(System.Text.Encoding.UTF8.GetBytes(route.Body), route.Type);
        if (caller.Bearer is not null) request.Headers.Authorization = new("Bearer", caller.Bearer);
        foreach (var (name, value) in caller.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (route.Needs == Needs.Socket) AskForSocket(request);
        using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isEndless = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            || (int)response.StatusCode == 101;
        return ((int)response.StatusCode, isEndless ? "" : await response.Content.ReadAsStringAsync());
    }

    private static void AskForSocket(HttpRequestMessage request)
    {
        foreach (var (name, value) in new[]
        {
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg=="),
        })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A canvas with a canary, somebody who was removed, and somebody whose tokens were revoked.</summary>
    private async Task<(string Ticket, string Admin)> PrepareAsync(EaselApp app)
    {
        var admin = TokenFor(app, "ada", "owner");
        var created = await app.PostAsync(
            "/canvas", $$"""{"canvas_id":"mine","project_id":"p1","title":"{{Canary}}"}""", admin);
        Assert.Equal(201, created.Status);
        Assert.Equal(200, (await app.CommandAsync(
            "mine", 0, Add("a", $"{{\"text\":\"{Canary}\"}}"), "\"correlation_id\":\"first\"", admin)).Status);
        await OpenMapAsync(app);
        artifact = await MakeArtifactAsync(app, admin);
        await app.DeleteAsync("/tenants/t_northstar/members/rita", admin);
        await app.PostAsync("/tenants/t_northstar/members/rob/revoke", "", admin);
        var root = TokenFor(app, "root", "owner", "t_system");
        Assert.Equal(200, (await app.PostAsync("/tenants/t_system/members/roy/revoke", "", root)).Status);
        var ticket = (await app.PostAsync("/auth/ticket", "{}", admin)).Json.GetProperty("ticket").GetString()!;
        return (ticket, admin);
    }

    private static async Task<string> MakeArtifactAsync(EaselApp app, string admin)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Canary), "file", Canary },
        };
        var made = await app.SendAsync(HttpMethod.Post, "/canvas/mine/artifacts", form, admin);
        Assert.Equal(201, made.Status);
        return made.Json.GetProperty("id").GetString()!;
    }

    /// <summary>A map with a canary that has a name for the table; those that users open have ids of their own.</summary>
    private static async Task OpenMapAsync(EaselApp app)
    {
        var content = Documents.Maps.Levels.Json($$"""{"name":"{{Canary}}"}""");
        var by = new Attribution { ActorId = "ada", ActorType = "human", Subject = "ada" };
        var maps = app.Services.GetRequiredService<Easel.Documents.Maps.GuardedMaps>();
        Assert.IsType<EditOutcome.Committed>(await maps.OpenAsync(
            new DocumentKey(EaselApp.Tenant, "dev", "map", "mine"),
            new Easel.Documents.Maps.MapOp.Opened("mine.json", content, IsSaved: true, null), by,
            new Placement(null, "p1", null, null)));
    }

    private static async Task KillAsync(EaselApp app, string admin) => Assert.Equal(200, (await app.PutAsync(
        "/kill-switch", """{"scope":"canvas","canvas_id":"mine","mode":"kill","reason":"matrix"}""", admin)).Status);

    private static string TokenFor(EaselApp app, string user, string role, string tenant = EaselApp.Tenant) =>
        Easel.Server.Auth.TokenMinter.Mint(
        new Easel.Server.Auth.TokenGrant(user, tenant, role), EaselApp.Key, DateTimeOffset.UtcNow,
        app.Settings);

    /// <summary>The revision of everything that the tenant has.</summary>
    private static async Task<string> HeadsAsync(EaselApp app)
    {
        var store = app.Services.GetRequiredService<IDocumentStore>();
        var heads = new List<string>();
        foreach (var key in await store.ListKeysAsync(null, 1_000, CancellationToken.None))
        {
            if (key.Tenant != EaselApp.Tenant) continue;
            heads.Add($"{key} {(await store.FindAsync(key, CancellationToken.None))!.Head}");
        }

        return string.Join('\n', heads);
    }

    private static List<(string Name, string Prefix)> RoutesOf(EaselApp app) =>
    [
        .. from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           let prefix = pattern == "/api" || pattern.StartsWith("/api/", StringComparison.Ordinal) ? "/api" : ""
           let path = pattern[prefix.Length..]
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
           select ($"{method} {(path.TrimEnd('/') is { Length: > 0 } rest ? rest : "/")}", prefix),
    ];
}
