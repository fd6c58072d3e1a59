using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Server;
using Easel.Server.Auth;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Server;

/// <summary>The real server on a port and in a folder of its own, and a client that speaks for anybody.</summary>
internal sealed class EaselApp : IAsyncDisposable
{
    public const string Tenant = "t_northstar";

    private static readonly Attribution Operator = new()
    {
        ActorId = "operator",
        ActorType = "system",
        Subject = "operator",
    };

    private readonly string folder;
    private readonly WebApplication app;

    private EaselApp(WebApplication app, ServerSettings settings, string folder)
    {
        (this.app, this.folder, Settings) = (app, folder, settings);
        var listeners = app.Services.GetRequiredService<Listeners>();
        Http = new HttpClient { BaseAddress = new Uri(listeners.Open[0]) };
        Admin = new HttpClient { BaseAddress = new Uri(listeners.Admin[0]) };
    }

    public ServerSettings Settings { get; }

    public HttpClient Http { get; }

    /// <summary>Speaks to the admin listener.</summary>
    public HttpClient Admin { get; }

    public IServiceProvider Services => app.Services;

    public static byte[] Key { get; } = [.. Enumerable.Range(1, 64).Select(i => (byte)(i * 37))];

    public static async Task<EaselApp> StartAsync(
        Action<ServerSettings>? set = null, Action<WebApplicationBuilder>? adjust = null,
        Action<IEndpointRouteBuilder>? map = null)
    {
        var folder = Directory.CreateTempSubdirectory("easel-tests-").FullName;
        var settings = new ServerSettings
        {
            Urls = "http://127.0.0.1:0",
            AdminUrls = "http://127.0.0.1:0",
            Data = folder,
            Env = "dev",
            Key = Key,
        };
        set?.Invoke(settings);
        var app = EaselServer.Create(settings, builder =>
        {
            // What hundreds of servers say would hide what the tests say.
            builder.Logging.ClearProviders();
            adjust?.Invoke(builder);
        });
        map?.Invoke(app);
        await app.StartAsync();
        if (settings.Env != "dev")
            Assert.Null(await app.Services.GetRequiredService<Tenants>().CreateFirstAsync(Operator));
        return new EaselApp(app, settings, folder);
    }

    public static string Token(
        string user = "alice", string tenant = Tenant, string role = "member", string? type = null) =>
        TokenMinter.Mint(new TokenGrant(user, tenant, role) { ActorType = type }, Key, DateTimeOffset.UtcNow);

    public Task<Reply> GetAsync(string path, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, token, headers);

    public Task<Reply> PostAsync(
        string path, string json, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, JsonContent(Encoding.UTF8.GetBytes(json)), token, headers);

    public Task<Reply> PutAsync(
        string path, string json, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Put, path, JsonContent(Encoding.UTF8.GetBytes(json)), token, headers);

    public Task<Reply> DeleteAsync(
        string path, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Delete, path, null, token, headers);

    /// <summary>Throws the kill switch of a canvas.</summary>
    public async Task KillAsync(string canvas, string mode = "kill") => Assert.Equal(200, (await PutAsync(
        "/kill-switch", $$"""{"scope":"canvas","canvas_id":"{{canvas}}","mode":"{{mode}}","reason":"a test"}""",
        Token("root", role: "admin"))).Status);

    public Task<Reply> CommandAsync(
        string canvas, long baseRev, string ops, string? more = null, string? token = null) =>
        PostAsync($"/canvas/{canvas}/commands", Command(baseRev, ops, more), token);

    public static string Command(long baseRev, string ops, string? more = null) =>
        $$"""{"base_rev":{{baseRev}},"ops":[{{ops}}],"actor_id":"alice"{{(more is null ? "" : "," + more)}}}""";

    public static string Add(string id, string properties = "{}") =>
        $$$$"""{"kind":"add","atom":{"id":"{{{{id}}}}","type":"text","properties":{{{{properties}}}}}}""";

    /// <summary>A token of "" sends none.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? token,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token != "") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token());
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Http.SendAsync(request);
        return new Reply(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public static ByteArrayContent JsonContent(byte[] bytes, string type = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    public Task StopAsync() => app.StopAsync();

    /// <summary>What runs in the background may write its last while the folder is being deleted.</summary>
    private async Task DeleteFolderAsync()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await app.DisposeAsync();
        await DeleteFolderAsync();
    }
}

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(int Status, string Text, string? Type, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Json.GetProperty("code").GetString();

    public long Rev => Json.GetProperty("rev").GetInt64();

    public string Hash => Json.GetProperty("state_hash").GetString()!;
}
