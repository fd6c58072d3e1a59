using Easel.Tests.Server;

namespace Easel.Tests.Studio;

/// <summary>How the studio is served; what it does is tested in <c>web/</c>.</summary>
public sealed class StudioTests : IDisposable
{
    private static readonly string Script = $"export const text = \"{new string('x', 5_000)}\";";

    private readonly string folder = Directory.CreateTempSubdirectory("easel-studio-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/api/")]
    public async Task The_page_is_never_cached_and_lets_nothing_foreign_run(string path)
    {
        await using var app = await StartBuiltAsync();

        var page = await app.GetAsync(path, "");

        Assert.Equal((200, "text/html"), (page.Status, page.Type));
        Assert.Equal("no-store", page.Headers["Cache-Control"]);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", page.Headers["Referrer-Policy"]);
        var policy = page.Headers["Content-Security-Policy"];
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.NotEmpty(page.Headers["ETag"]);
    }

    [Theory]
    [InlineData("main-1a2b.js", "text/javascript")]
    [InlineData("main-1a2b.css", "text/css")]
    [InlineData("icon-1a2b.svg", "image/svg+xml")]
    [InlineData("what-1a2b.bin", "application/octet-stream")]
    public async Task Assets_are_cached_for_ever(string name, string type)
    {
        await using var app = await StartBuiltAsync();

        var asset = await app.GetAsync($"/assets/{name}", "");

        Assert.Equal((200, type), (asset.Status, asset.Type));
        Assert.Equal("public, max-age=31536000, immutable", asset.Headers["Cache-Control"]);
        Assert.Equal("nosniff", asset.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task What_a_browser_has_is_not_sent_again()
    {
        await using var app = await StartBuiltAsync();
        foreach (var path in (string[])["/", "/assets/main-1a2b.js", "/assets/icon-1a2b.svg"])
        {
            var etag = (await app.GetAsync(path, "")).Headers["ETag"];

            var again = await app.GetAsync(path, "", ("If-None-Match", $"\"other\", {etag}"));
            var other = await app.GetAsync(path, "", ("If-None-Match", "\"other\""));

            Assert.Equal((304, 0), (again.Status, again.Text.Length));
            Assert.Equal(200, other.Status);
        }
    }

    [Fact]
    public async Task Text_is_compressed_for_those_who_can_read_that()
    {
        await using var app = await StartBuiltAsync();

        var packed = await app.GetAsync("/assets/main-1a2b.js", "", ("Accept-Encoding", "br, gzip;q=0.5"));
        var plain = await app.GetAsync("/assets/main-1a2b.js", "", ("Accept-Encoding", "gzip;q=0"));

        Assert.Equal(("gzip", "Accept-Encoding"), (packed.Headers["Content-Encoding"], packed.Headers["Vary"]));
        Assert.Equal(("Accept-Encoding", Script), (plain.Headers["Vary"], plain.Text));
        Assert.True(packed.Text.Length < plain.Text.Length / 10);
    }

    [Theory]
    [InlineData("/assets/none.js")]
    [InlineData("/assets/../secret.txt")]
    [InlineData("/assets/%2e%2e%2fsecret.txt")]
    [InlineData("/assets/..%2fsecret.txt")]
    [InlineData("/secret.txt")]
    [InlineData("/index.html")]
    public async Task Nothing_but_assets_is_served(string path)
    {
        await using var app = await StartBuiltAsync();

        Assert.Equal(404, (await app.GetAsync(path, "")).Status);
    }

    [Fact]
    public async Task Without_a_studio_the_page_says_how_to_get_it_and_all_else_works()
    {
        await using var app = await EaselApp.StartAsync(settings => settings.Studio = Path.Combine(folder, "nowhere"));

        var page = await app.GetAsync("/", "");
        var canvases = await app.GetAsync("/canvas", EaselApp.Token());

        Assert.Equal((404, "text/html"), (page.Status, page.Type));
        Assert.Contains("npm", page.Text);
        Assert.Contains("./easel serve", page.Text);
        Assert.Equal(200, canvases.Status);
    }

    private Task<EaselApp> StartBuiltAsync()
    {
        var assets = Directory.CreateDirectory(Path.Combine(folder, "assets")).FullName;
        File.WriteAllText(Path.Combine(folder, "index.html"), "<!doctype html><title>Easel</title>");
        File.WriteAllText(Path.Combine(folder, "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(assets, "main-1a2b.js"), Script);
        File.WriteAllText(Path.Combine(assets, "main-1a2b.css"), "body { margin: 0 }");
        File.WriteAllText(Path.Combine(assets, "icon-1a2b.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        File.WriteAllBytes(Path.Combine(assets, "what-1a2b.bin"), [1, 2, 3]);
        return EaselApp.StartAsync(settings => settings.Studio = folder);
    }
}
