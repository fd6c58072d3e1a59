using System.ComponentModel.DataAnnotations;
using System.Text;
using Easel.Server;
using Easel.Server.DataFolder;
using Easel.Server.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Easel.Tests.Server;

/// <summary>Rule HO6: what a server outside of dev does not start with, and what it says then.</summary>
public class SecureStartTests
{
    public static TheoryData<string, string> Refusals => new()
    {
        { "open http", "http://0.0.0.0:5080 would send tokens in clear text. Listen at an https address" },
        { "open http by name", "http://easel.example:80 would send tokens in clear text" },
        { "second address", "http://[::]:81 would send tokens in clear text" },
        { "open admin", "http://0.0.0.0:5090 would open the administration to a network" },
        { "admin behind proxies", "http://10.0.0.1:5090 would open the administration to a network" },
        { "public admin", "PublicAdmin needs an https address, or one of this machine alone." },
        { "any origin", "AllowedOrigins: * is not an origin. Name the pages one by one." },
        { "null origin", "AllowedOrigins: null is not an origin. Name the pages one by one." },
        { "wildcard origin", "AllowedOrigins: https://*.example.com is not an origin." },
        { "no key", "There is no signing key." },
        { "short key", "The signing key is shorter than 32 bytes." },
        { "known key", "The signing key is not random." },
        { "known system key", "The system key is not random. Make one with: head -c 32 /dev/urandom | base64" },
        { "proxy", "KnownProxies: proxy.example is neither an address nor a network such as 10.0.0.0/8." },
        { "path", "http://127.0.0.1:5080/easel: an address has no path." },
        { "chosen port", "http://localhost:0: the system chooses a port for 127.0.0.1, but not for localhost." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void HO6_An_insecure_setting_stops_the_start_with_a_sentence(string what, string sentence)
    {
        var settings = new ServerSettings { Env = "prod", Key = EaselApp.Key };
        Break(settings, what);

        var refusal = Assert.Throws<ValidationException>(() => EaselServer.Create(settings));

        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://0.0.0.0:443", null, null, false)]
    [InlineData("http://127.0.0.1:5080;http://[::1]:5080;http://localhost:5080", null, null, false)]
    [InlineData("http://0.0.0.0:5080", null, "10.0.0.0/8", false)]
    [InlineData("http://0.0.0.0:5080", null, null, true)]
    [InlineData("http://127.0.0.1:5080", "https://0.0.0.0:5090", null, false)]
    [InlineData("http://127.0.0.1:5080", "none", null, false)]
    public void HO6_A_secure_setting_does_not(string urls, string? admin, string? proxy, bool allowPlain)
    {
        var settings = new ServerSettings
        {
            Env = "prod",
            Key = EaselApp.Key,
            Urls = urls,
            AdminUrls = admin,
            AllowPlainHttp = allowPlain,
            KnownProxies = proxy is null ? [] : [proxy],
        };

        settings.Validate();
    }

    [Fact]
    public void HO6_Dev_starts_with_all_that_is_only_insecure() =>
        new ServerSettings { Key = EaselApp.Key, Urls = "http://0.0.0.0:1", AdminUrls = "http://0.0.0.0:2" }.Validate();

    [Fact]
    public void HO6_What_is_not_wrong_enough_is_a_warning()
    {
        var settings = new ServerSettings { Env = "prod", Key = EaselApp.Key, Limits = "off" };

        var warnings = SecureStart.WarningsOf(settings).ToList();

        Assert.Contains(warnings, one => one.Contains("Set QueryTokens to false", StringComparison.Ordinal));
        Assert.Contains(warnings, one => one.Contains("--limits default", StringComparison.Ordinal));
        settings.QueryTokens = false;
        settings.Limits = null;
        Assert.Empty(SecureStart.WarningsOf(settings));
    }

    [Theory]
    [InlineData("key", "600", "700", null)]
    [InlineData("key", "640", "700", "chmod 600 '")]
    [InlineData("key", "604", "700", "chmod 600 '")]
    [InlineData("key", "600", "755", "chmod 700 '")]
    [InlineData(null, null, "710", "chmod 700 '")]
    public void HO6_What_others_can_read_stops_the_start(string? key, string? keyMode, string mode, string? advice)
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = Directory.CreateTempSubdirectory("easel-tests-");
        var file = Path.Combine(folder.FullName, "token.key");
        if (key is not null)
        {
            File.WriteAllText(file, key);
            File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(keyMode, 8));
        }

        File.SetUnixFileMode(folder.FullName, (UnixFileMode)Convert.ToInt32(mode, 8));

        var finding = SecureStart.FindingOf(new ServedFolder(folder.FullName));

        if (advice is null) Assert.Null(finding);
        else Assert.Contains(advice, finding);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, "127.0.0.1 http")]
    [InlineData("10.0.0.1", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "203.0.113.7 https")]
    [InlineData("127.0.0.0/8", "203.0.113.7 https")]
    public async Task HO6_Only_a_known_proxy_is_believed_about_its_client(string? proxy, string seen)
    {
        await using var app = await EaselApp.StartAsync(
            settings => settings.KnownProxies = proxy is null ? [] : [proxy],
            map: routes => routes.MapGet("/seen", http => http.Response.WriteAsync(
                $"{http.Connection.RemoteIpAddress} {http.Request.Scheme} {http.Request.Host}")));

        var reply = await app.GetAsync(
            "/seen", null, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "evil.example"));

        Assert.Equal($"{seen} {app.Http.BaseAddress!.Authority}", reply.Text);
    }

    private static void Break(ServerSettings settings, string what)
    {
        switch (what)
        {
            case "open http": settings.Urls = "http://0.0.0.0:5080"; break;
            case "open http by name": settings.Urls = "http://easel.example:80"; break;
            case "second address": settings.Urls = "http://127.0.0.1:80;http://[::]:81"; break;
            case "open admin": settings.AdminUrls = "http://0.0.0.0:5090"; break;
            case "admin behind proxies":
                (settings.AdminUrls, settings.KnownProxies) = ("http://10.0.0.1:5090", ["10.0.0.2"]);
                break;
            case "public admin":
                (settings.Urls, settings.AllowPlainHttp, settings.PublicAdmin) = ("http://0.0.0.0:5080", true, true);
                break;
            case "any origin": settings.AllowedOrigins = ["*"]; break;
            case "null origin": settings.AllowedOrigins = ["null"]; break;
            case "wildcard origin": settings.AllowedOrigins = ["https://*.example.com"]; break;
            case "no key": settings.Key = []; break;
            case "short key": settings.Key = [1, 2, 3]; break;
            case "known key": settings.Key = Encoding.ASCII.GetBytes("your-256-bit-secret-your-256-bit-secret"); break;
            case "known system key": settings.SystemKey = new string('x', 40); break;
            case "proxy": settings.KnownProxies = ["proxy.example"]; break;
            case "path": settings.Urls = "http://127.0.0.1:5080/easel"; break;
            case "chosen port": settings.Urls = "http://localhost:0"; break;
        }
    }
}
