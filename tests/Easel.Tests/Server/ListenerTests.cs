using System.Net.Sockets;
using System.Text;
using Easel.Server;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Server;

/// <summary>Rule HO5: which listener serves what.</summary>
public class ListenerTests
{
    [Theory]
    [InlineData("dev", null, "/both", 200)]
    [InlineData("prod", null, "/both", 404)]
    [InlineData("prod", true, "/both", 200)]
    [InlineData("dev", false, "/both", 404)]
    [InlineData("dev", null, "/alone", 404)]
    [InlineData("prod", true, "/alone", 404)]
    [InlineData("prod", null, "/health/live", 200)]
    public async Task HO5_The_open_listener_serves_what_administers_in_dev_or_where_configured(
        string env, bool? publicAdmin, string path, int status)
    {
        await using var app = await StartAsync(env, publicAdmin);

        Assert.Equal(status, (await app.GetAsync(path)).Status);
        Assert.Equal(status, (await app.GetAsync($"/api{path}")).Status);
    }

    [Theory]
    [InlineData("/both", 200)]
    [InlineData("/alone", 200)]
    [InlineData("/api/alone", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/health/ready", 200)]
    [InlineData("/canvas", 404)]
    [InlineData("/api/canvas", 404)]
    [InlineData("/canvas/c/snapshot", 404)]
    [InlineData("/sse/canvas/c", 404)]
    [InlineData("/msg/ws", 404)]
    [InlineData("/openapi/v1.json", 404)]
    [InlineData("/", 404)]
    public async Task HO5_The_admin_listener_serves_what_administers_and_health_and_nothing_else(string path, int status)
    {
        await using var app = await StartAsync("prod");

        using var answer = await app.Admin.GetAsync(path);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task HO5_Addresses_of_the_frameworks_own_section_are_not_listened_at()
    {
        await using var app = await EaselApp.StartAsync(adjust: builder =>
            builder.Configuration["Kestrel:Endpoints:Other:Url"] = "http://127.0.0.1:0");

        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

        Assert.Equal(2, bound.Count); // The open one and the admin one.
    }

    [Fact]
    public async Task HO5_What_a_listener_does_not_serve_is_answered_as_a_missing_route()
    {
        await using var app = await StartAsync("prod");
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Options, HttpMethod.Delete])
        {
            var missing = await app.SendAsync(method, "/nowhere", null, null);
            Same(missing, await app.SendAsync(method, "/alone", null, null));
            Same(missing, await app.SendAsync(method, "/both", null, null));
        }

        static void Same(Reply missing, Reply hidden)
        {
            Assert.Equal((404, missing.Text), (hidden.Status, hidden.Text));
            Assert.Equal(Names(missing), Names(hidden));
        }

        static IEnumerable<string> Names(Reply reply) => reply.Headers.Keys.Order();
    }

    [Fact]
    public async Task HO5_What_a_request_says_about_where_it_came_to_decides_nothing()
    {
        await using var app = await StartAsync("prod");
        var (open, admin) = (app.Http.BaseAddress!, app.Admin.BaseAddress!);

        foreach (var lie in (string[])["X-Forwarded-Host", "X-Forwarded-Port", "X-Original-Host", "Forwarded"])
        {
            var value = lie == "Forwarded" ? $"host={admin.Authority}" : admin.Authority;
            Assert.Equal(404, await StatusAsync(open, open.Authority, "/alone", $"{lie}: {value}\r\n"));
        }

        Assert.Equal(404, await StatusAsync(open, admin.Authority, "/alone"));
        Assert.Equal(404, await StatusAsync(open, admin.Authority, $"{admin}alone")); // The absolute form.
        Assert.Equal(200, await StatusAsync(admin, open.Authority, "/alone"));
        Assert.Equal(404, await StatusAsync(admin, open.Authority, "/canvas"));
    }

    [Fact]
    public async Task HO5_HTTP_2_is_told_apart_too()
    {
        await using var app = await StartAsync("dev", more: builder => builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(
                listen => listen.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2)));
        using var http = new HttpClient
        {
            DefaultRequestVersion = new Version(2, 0),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var open = await http.GetAsync(new Uri(app.Http.BaseAddress!, "/alone"));
        using var admin = await http.GetAsync(new Uri(app.Admin.BaseAddress!, "/alone"));

        Assert.Equal((404, 2), ((int)open.StatusCode, open.Version.Major));
        Assert.Equal((200, 2), ((int)admin.StatusCode, admin.Version.Major));
    }

    [Fact]
    public async Task HO5_There_may_be_no_admin_listener()
    {
        var settings = new ServerSettings { Urls = "http://127.0.0.1:0", AdminUrls = "none", Key = EaselApp.Key };
        await using var app = EaselServer.Create(
            settings, builder => builder.Services.AddSingleton<Easel.Documents.IDocumentStore>(
                new Easel.Documents.MemoryDocumentStore("e")));
        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(app.Urls);
        Assert.Empty(app.Services.GetRequiredService<Listeners>().Admin);
    }

    private static Task<EaselApp> StartAsync(
        string env, bool? publicAdmin = null, Action<WebApplicationBuilder>? more = null) =>
        EaselApp.StartAsync(
            settings => (settings.Env, settings.PublicAdmin) = (env, publicAdmin),
            more,
            routes =>
            {
                foreach (var prefix in (string[])["", "/api"])
                {
                    routes.MapGet($"{prefix}/both", () => "").OnAdminListener();
                    routes.MapGet($"{prefix}/alone", () => "").OnAdminListenerOnly();
                }
            });

    private static async Task<int> StatusAsync(Uri to, string host, string target, string headers = "")
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(to.Host, to.Port);
        var stream = tcp.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"));
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
