using Easel.Server.Artifacts;
using Easel.Server.Drawing;
using Easel.Tests.Drawing;
using Easel.Tests.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class PictureTests
{
    private const string Svg = "/canvas/c/preview.svg";

    [Fact]
    public async Task AR3_A_picture_is_of_its_revision_and_can_do_nothing()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"first"}"""));
        await app.CommandAsync("c", 1, Add("b", """{"text":"second"}"""));

        var (head, past, empty) = (
            await app.GetAsync($"/api{Svg}"), await app.GetAsync($"{Svg}?rev=1"), await app.GetAsync($"{Svg}?rev=0"));

        Assert.All((Reply[])[head, past, empty], reply => Drawn.Read(reply.Text));
        Assert.Contains("second", head.Text);
        Assert.Contains("first", past.Text);
        Assert.DoesNotContain("second", past.Text);
        Assert.DoesNotContain("first", empty.Text);
        Assert.Equal("image/svg+xml", head.Type);
        Assert.Equal("nosniff", head.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-cache, private", head.Headers["Cache-Control"]);
        Assert.Equal(
            "default-src 'none'; img-src data:; sandbox",
            head.Headers["Content-Security-Policy"]);
    }

    [Fact]
    public async Task AR3_A_known_picture_is_not_sent_again()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        var (tag, small) = ((await app.GetAsync(Svg)).Headers["ETag"], (await app.GetAsync($"{Svg}?width=100")).Headers["ETag"]);

        var known = await app.GetAsync(Svg, null, ("If-None-Match", $"\"x\", {tag}"));
        await app.CommandAsync("c", 1, Add("b", """{"x":500}"""));
        var moved = await app.GetAsync(Svg, null, ("If-None-Match", tag));

        Assert.Equal((304, "", tag), (known.Status, known.Text, known.Headers["ETag"]));
        Assert.Equal(200, moved.Status);
        Assert.NotEqual(tag, small);
        Assert.Equal(304, (await app.GetAsync($"{Svg}?rev=1", null, ("If-None-Match", tag))).Status);
    }

    [Theory]
    [InlineData("?rev=9", 404, "REV_UNKNOWN")]
    [InlineData("?rev=x", 400, "INVALID_REQUEST")]
    [InlineData("?at=yesterday", 400, "INVALID_REQUEST")]
    [InlineData("?width=0", 400, "INVALID_REQUEST")]
    [InlineData("?width=4097", 400, "INVALID_REQUEST")]
    [InlineData("?width=-5", 400, "INVALID_REQUEST")]
    [InlineData("?width=1e3", 400, "INVALID_REQUEST")]
    public async Task AR3_What_cannot_be_drawn_is_refused(string query, int status, string code)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.GetAsync(Svg + query);

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Equal("NOT_FOUND", (await app.GetAsync("/canvas/none/preview.svg")).Code);
    }

    [Fact]
    public async Task AR3_What_was_erased_is_in_no_picture_not_even_in_one_that_was_kept()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"secret"}"""));
        await app.CommandAsync("c", 1, """{"kind":"remove","atom_id":"a"}""");
        await app.CommandAsync("c", 2, Add("b"));
        var before = await app.GetAsync($"{Svg}?rev=1");
        Assert.Contains("secret", before.Text);

        var erased = await app.PostAsync(
            "/canvas/c/erase", """{"up_to_rev":2,"reason":"a test"}""", Token("root", role: "owner"));

        Assert.Equal(200, erased.Status);
        var after = await app.GetAsync($"{Svg}?rev=1", null, ("If-None-Match", before.Headers["ETag"]));
        Assert.Equal((404, "REV_UNKNOWN"), (after.Status, after.Code));
        Assert.Equal(0, app.Services.GetRequiredService<PictureCache>().Bytes);
        Assert.Equal(200, (await app.GetAsync($"{Svg}?rev=0")).Status);
    }

    [Fact]
    public async Task AR3_A_canvas_shows_its_own_artifacts_until_they_are_deleted()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("d", 0, Add("a"));
        var (mine, foreign) = (await StoreAsync(app, "c"), await StoreAsync(app, "d"));
        await app.CommandAsync("c", 1, Image("mine", mine.Id));
        await app.CommandAsync("c", 2, Image("foreign", foreign.Id));
        await app.CommandAsync("c", 3, Image("none", "art_none"));

        var picture = await app.GetAsync(Svg);

        Drawn.Read(picture.Text);
        Assert.Single(Drawn.Read(picture.Text).Elements(Drawn.Svg + "image"));
        Assert.Contains(Convert.ToBase64String(ImageFiles.Png), picture.Text);
    }

    [Fact]
    public async Task AR3_Pictures_and_exports_are_kept_as_artifacts_that_say_of_what_they_are()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a", """{"text":"kept"}"""));
        var image = await StoreAsync(app, "c");
        await app.CommandAsync("c", 1, Image("i", image.Id));

        var picture = await app.PostAsync("/api/canvas/c/previews", """{"width":200}""", null, ("Idempotency-Key", "k"));
        var again = await app.PostAsync("/api/canvas/c/previews", """{"width":200}""", null, ("Idempotency-Key", "k"));
        var export = await app.PostAsync("/canvas/c/exports", """{"format":"easel","rev":1}""");
        await app.CommandAsync("c", 2, Add("later"));

        Assert.Equal((201, 201, 201), (picture.Status, again.Status, export.Status));
        var made = picture.Json;
        Assert.Equal(made.GetProperty("id").GetString(), again.Json.GetProperty("id").GetString());
        Assert.Equal(("preview", 2), (made.GetProperty("kind").GetString(), picture.Rev));
        Assert.Equal(image.Id, made.GetProperty("lineage").GetProperty("sources")[0].GetString());
        var read = await app.GetAsync(made.GetProperty("url").GetString()!);
        Assert.Equal((await app.GetAsync($"{Svg}?rev=2&width=200")).Text, read.Text);
        var state = await app.GetAsync(export.Json.GetProperty("url").GetString()!);
        Assert.Equal(
            (await app.GetAsync("/canvas/c/snapshot?rev=1")).Json.GetProperty("atoms").GetRawText(),
            state.Json.GetProperty("atoms").GetRawText());
        var list = (await app.GetAsync("/canvas/c/artifacts?kind=preview")).Json.GetProperty("artifacts");
        Assert.True(list[0].GetProperty("stale").GetBoolean());
    }

    [Theory]
    [InlineData("previews", """{"format":"gif"}""", 400, "INVALID_REQUEST")]
    [InlineData("previews", """{"width":7}""", 400, "INVALID_REQUEST")]
    [InlineData("previews", """{"rev":-1}""", 400, "INVALID_REQUEST")]
    [InlineData("previews", """{"rev":9}""", 404, "REV_UNKNOWN")]
    [InlineData("exports", "{}", 400, "INVALID_REQUEST")]
    [InlineData("exports", """{"format":"pdf"}""", 400, "INVALID_REQUEST")]
    [InlineData("exports", """{"format":"svg","rev":9}""", 404, "REV_UNKNOWN")]
    public async Task AR3_What_cannot_be_kept_is_refused(string what, string body, int status, string code)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.PostAsync($"/canvas/c/{what}", body);

        Assert.Equal((status, code), (reply.Status, reply.Code));
        Assert.Empty((await app.GetAsync("/canvas/c/artifacts")).Json.GetProperty("artifacts").EnumerateArray());
    }

    [Fact]
    public async Task AR3_PNG_comes_from_a_program_that_gets_no_secrets_and_no_time_for_ever()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Scripts();
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Drawing:Rasteriser"] = folder.Write("draws",
                $"""
                cat > {folder.Path}/input
                env > {folder.Path}/env
                printf '{Octal(ImageFiles.Png)}'
                """);
        });
        Environment.SetEnvironmentVariable("EASEL__SYSTEMKEY_OF_TEST", "a secret of the environment");
        await app.CommandAsync("c", 0, Add("a", """{"text":"shown"}"""));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/canvas/c/preview.png?width=64");
        request.Headers.Authorization = new("Bearer", Token());
        using var reply = await app.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("image/png", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(ImageFiles.Png, await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Drawn.Read(File.ReadAllText($"{folder.Path}/input"));
        Assert.DoesNotContain("secret", File.ReadAllText($"{folder.Path}/env"));
    }

    [Fact]
    public async Task AR3_The_first_of_several_who_wait_for_a_PNG_makes_it_for_all()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Scripts();
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Drawing:RasterisersMax"] = "1";
            builder.Configuration["Drawing:RasterisersWaitingMax"] = "100";
            // Slow enough that all others wait for a place.
            builder.Configuration["Drawing:Rasteriser"] = folder.Write("draws",
                $"""
                echo run >> {folder.Path}/runs
                cat > {folder.Path}/input
                sleep 1
                printf '{Octal(ImageFiles.Png)}'
                """);
        });
        await app.CommandAsync("c", 0, Add("a"));

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.GetAsync("/canvas/c/preview.png")));

        Assert.All(replies, reply => Assert.Equal((200, "image/png"), (reply.Status, reply.Type)));
        Assert.Single(File.ReadAllLines($"{folder.Path}/runs"));
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("sleep 60")]
    [InlineData("cat /dev/zero")]
    [InlineData("echo no picture")]
    [InlineData("exec cat")] // Gives back what it got.
    public async Task AR3_A_program_that_fails_is_said_to_and_ends(string script)
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Scripts();
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Drawing:Rasteriser"] = folder.Write("fails", script);
            builder.Configuration["Drawing:RasteriserTimeMax"] = "00:00:01";
            builder.Configuration["Drawing:PngBytesMax"] = "100000";
        });
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.GetAsync("/canvas/c/preview.png");

        Assert.Equal((503, "RASTERISER_FAILED"), (reply.Status, reply.Code));
    }

    [Fact]
    public void AR3_The_cache_keeps_what_was_used_last_within_its_bytes()
    {
        var options = new DrawingOptions { CacheBytesMax = 1_000 };
        var cache = new PictureCache(Microsoft.Extensions.Options.Options.Create(options));
        for (var i = 0; i < 3; i++) cache.Keep(Key(i), Of(300));
        Assert.NotNull(cache.Find(Key(0)));

        cache.Keep(Key(3), Of(300));
        cache.Keep(Key(4), Of(2_000));

        Assert.Equal(0, cache.Bytes); // What is larger than all of it drives out everything, and itself.
        for (var i = 0; i < 4; i++) cache.Keep(Key(i), Of(300));
        Assert.Equal((900, (Picture?)null), (cache.Bytes, cache.Find(Key(0))));
        cache.Forget(Key(1).Canvas);
        Assert.Equal(0, cache.Bytes);
    }

    private static PictureKey Key(int rev) =>
        new(new("t", "dev", "canvas", "c"), "e", new(rev), new PictureForm(false, null));

    private static Picture Of(int bytes) => new(new byte[bytes], default, []);

    private static string Image(string id, string artifact) =>
        $$$"""{"kind":"add","atom":{"id":"{{{id}}}","type":"image","properties":{"artifact_id":"{{{artifact}}}"} } }""";

    private static async Task<ArtifactRecord> StoreAsync(EaselApp app, string canvas)
    {
        var by = new Easel.Documents.Attribution { ActorId = "a", ActorType = "human", Subject = "a" };
        var outcome = await app.Services.GetRequiredService<ArtifactLibrary>().WriteAsync(
            new(Tenant, "dev", "canvas", canvas), by, new ArtifactDraft("upload", "text/html"),
            (to, ct) => to.WriteAsync(ImageFiles.Png, ct).AsTask(), TestContext.Current.CancellationToken);
        return Assert.IsType<ArtifactOutcome.Written>(outcome).Record;
    }

    /// <summary>Programs in a folder of their own.</summary>
    /// <summary>Bytes as a shell's printf writes them.</summary>
    private static string Octal(byte[] bytes) =>
        string.Concat(bytes.Select(one => $"\\{Convert.ToString(one, 8).PadLeft(3, '0')}"));

    private sealed class Scripts : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("easel-rasteriser-").FullName;

        public string Write(string name, string script)
        {
            var file = System.IO.Path.Combine(Path, name);
            File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return file;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
