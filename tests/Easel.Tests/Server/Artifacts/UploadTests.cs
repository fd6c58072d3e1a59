using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Easel.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Artifacts;

/// <summary>SPEC AR1: how artifacts come in.</summary>
public sealed class UploadTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AR1_An_upload_is_answered_with_all_that_is_known_of_it()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        var source = await app.MakeAsync(canvas, "source");

        var made = await app.UploadAsync(canvas, Png, fields:
        [
            ("kind", "export"), ("rev", "2"), ("correlation_id", "run-7"), ("source_artifact_id", source),
            ("sha256", Convert.ToHexString(SHA256.HashData(Png))),
        ]);

        Assert.Equal(201, made.Status);
        var (json, id) = (made.Json, made.Id());
        Assert.Equal($"/artifacts/{id}", made.Headers["Location"]);
        Assert.Equal($"/artifacts/{id}/content", json.GetProperty("url").GetString());
        Assert.Equal(
            ("export", "image/png", "a.png", Png.Length, 2, true),
            (json.GetProperty("kind").GetString(), json.GetProperty("mime_type").GetString(),
                json.GetProperty("name").GetString(), json.GetProperty("size").GetInt32(),
                json.GetProperty("rev").GetInt32(), json.GetProperty("stale").GetBoolean()));
        Assert.Equal(
            $"tenants/{Tenant}/dev/canvas/{canvas}/{id}", json.GetProperty("key").GetString());
        var lineage = json.GetProperty("lineage");
        Assert.Equal("run-7", lineage.GetProperty("correlation_id").GetString());
        Assert.Equal(source, lineage.GetProperty("sources")[0].GetString());
        Assert.Equal(made.Text, (await app.GetAsync($"/artifacts/{id}")).Text);
        Assert.Equal(made.Text.Replace("/artifacts/", "/api/artifacts/", StringComparison.Ordinal),
            (await app.GetAsync($"/api/artifacts/{id}")).Text);
    }

    [Fact]
    public async Task AR1_Fields_may_come_after_the_file()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        using var form = new MultipartFormDataContent();
        form.Add(ArtifactCalls.FileOf(Png), "file", "a.png");
        form.Add(new StringContent("preview"), "kind");
        form.Add(new StringContent("better.png"), "name");

        var made = await app.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/artifacts", form, null);

        Assert.Equal("preview", made.Json.GetProperty("kind").GetString());
        Assert.Equal("better.png", made.Json.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("kind", "virus", "INVALID_REQUEST")]
    [InlineData("rev", "2", "REV_UNKNOWN")]
    [InlineData("rev", "-1", "INVALID_REQUEST")]
    [InlineData("rev", "1e0", "INVALID_REQUEST")]
    [InlineData("from_rev", "2", "INVALID_REQUEST")]
    [InlineData("sha256", "00", "HASH_MISMATCH")]
    [InlineData("source_artifact_id", "art_0123456789abcdef0123456789abcdef", "INVALID_REQUEST")]
    [InlineData("source_artifact_id", "../x", "INVALID_REQUEST")]
    [InlineData("correlation_id", "a\u0001b", "INVALID_REQUEST")]
    [InlineData("name", "", "INVALID_REQUEST")]
    public async Task AR1_What_is_wrong_is_refused_and_leaves_nothing(string name, string value, string code)
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();

        var refused = await app.UploadAsync(canvas, Png, fields: [(name, value)]);

        Assert.Equal(code, refused.Code);
        Assert.InRange(refused.Status, 400, 499);
        Assert.Empty(app.Blobs());
        Assert.Equal(0, (await app.GetAsync($"/canvas/{canvas}/artifacts")).Json.GetProperty("artifacts").GetArrayLength());
    }

    [Theory]
    [InlineData("application/json", "{}", "UNSUPPORTED_MEDIA_TYPE")]
    [InlineData("multipart/form-data", "x", "INVALID_REQUEST")]
    [InlineData("multipart/form-data; boundary=b", "", "INVALID_REQUEST")]
    [InlineData("multipart/form-data; boundary=b", "garbage", "INVALID_REQUEST")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--", "INVALID_REQUEST")]
    [InlineData("multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf", "INVALID_REQUEST")]
    [InlineData("multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nupload\r\n--b--", "INVALID_REQUEST")]
    public async Task AR1_A_body_that_is_no_form_is_refused(string type, string body, string code)
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();

        var refused = await app.SendAsync(
            HttpMethod.Post, $"/canvas/{canvas}/artifacts", JsonContent(Encoding.UTF8.GetBytes(body), type), null);

        Assert.Equal(code, refused.Code);
        Assert.Empty(app.Blobs());
    }

    [Theory]
    [InlineData(10_000, 201)]
    [InlineData(10_001, 413)]
    [InlineData(400_000, 413)] // More than what the server would read at all.
    public async Task AR1_An_artifact_has_a_limit(int bytes, int status)
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Configuration["Artifacts:BytesMax"] = "10000");
        var canvas = await app.CanvasAsync();

        var reply = await app.UploadAsync(canvas, new byte[bytes]);

        Assert.Equal(status, reply.Status);
        if (status == 413) Assert.Equal("TOO_LARGE", reply.Code);
        Assert.Equal(status == 201 ? 1 : 0, app.Blobs().Length);
    }

    [Fact]
    public async Task AR1_Uploads_at_once_do_not_pass_the_quota_and_deleting_gives_it_back()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Configuration["Artifacts:TenantBytesMax"] = "100000");
        var canvas = await app.CanvasAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ =>
            app.UploadAsync(canvas, new byte[9_999])));

        var made = replies.Where(one => one.Status == 201).ToList();
        Assert.All(replies.Except(made), one => Assert.Equal((413, "QUOTA_EXCEEDED"), (one.Status, one.Code)));
        Assert.InRange(made.Count, 1, 10);
        Assert.Equal(made.Count, app.Blobs().Length);
        while ((await app.UploadAsync(canvas, new byte[9_999])).Status == 201)
            Assert.True(app.Blobs().Length <= 10);
        Assert.Equal(10, app.Blobs().Length); // All of it can be used.

        Assert.Equal(200, (await app.DeleteAsync($"/artifacts/{made[0].Id()}")).Status);
        Assert.Equal(201, (await app.UploadAsync(canvas, new byte[9_999])).Status);
        Assert.Equal(413, (await app.UploadAsync(canvas, new byte[9_999])).Status);
        Assert.Equal(201, (await app.UploadAsync(canvas, new byte[10])).Status);
    }

    [Fact]
    public async Task AR1_Only_so_many_artifacts_are_written_at_once()
    {
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Configuration["Artifacts:WritesMax"] = "2";
            builder.Configuration["Artifacts:TenantWritesMax"] = "1";
        });
        var canvas = await app.CanvasAsync();
        var other = Token("olga", "t_other", "owner");
        await app.CommandAsync(canvas, 0, Add("a"), token: other);
        (Reply Same, Reply Other)? during = null;

        await app.Services.GetRequiredService<ArtifactLibrary>().WriteAsync(
            new(Tenant, "dev", "canvas", canvas), Alice, new ArtifactDraft("preview", "image/png"),
            async (to, ct) => during = (await app.UploadAsync(canvas, Png), await app.UploadAsync(canvas, Png, other)),
            Ct);

        Assert.Equal((503, "OVERLOADED"), (during!.Value.Same.Status, during.Value.Same.Code));
        Assert.Contains("Retry-After", during.Value.Same.Headers.Keys);
        Assert.Equal(201, during.Value.Other.Status);
        Assert.Equal(201, (await app.UploadAsync(canvas, Png)).Status);
    }

    [Fact]
    public async Task AR1_A_source_that_cannot_be_seen_is_answered_as_one_that_is_not_there()
    {
        await using var app = await StartAsync();
        foreach (var (canvas, project) in new[] { ("board-one", "p1"), ("board-two", "p2") })
            await app.PostAsync("/canvas", $$"""{"canvas_id":"{{canvas}}","project_id":"{{project}}"}""");
        var (there, nowhere) = (await app.MakeAsync("board-one", "one"), BlobKey.NewId());

        var hidden = await NameAsync(there);
        var missing = await NameAsync(nowhere);

        Assert.Equal((400, "INVALID_REQUEST"), (hidden.Status, hidden.Code));
        Assert.Equal(Said(missing, nowhere), Said(hidden, there));
        Assert.Equal(201, (await app.UploadAsync("board-two", Png, fields: [("source_artifact_id", there)])).Status);

        Task<Reply> NameAsync(string source) => app.UploadAsync(
            "board-two", Png, fields: [("source_artifact_id", source)], headers: [("X-Project-Id", "p2")]);

        static string Said(Reply reply, string id) =>
            reply.Json.GetProperty("detail").GetString()!.Replace(id, "ID", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AR1_A_repeated_key_gets_the_first_artifact()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();

        var first = await app.UploadAsync(canvas, Png, headers: ("Idempotency-Key", "k1"));
        var again = await app.UploadAsync(canvas, Png, headers: ("Idempotency-Key", "k1"));
        var other = await app.UploadAsync(canvas, [1], headers: ("Idempotency-Key", "k1"));

        Assert.Equal(first.Id(), again.Id());
        Assert.Equal((422, "IDEMPOTENCY_KEY_REUSED"), (other.Status, other.Code));
        Assert.Single(app.Blobs());
    }

    [Fact]
    public async Task AR1_An_upload_that_is_cut_off_leaves_nothing()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        var library = app.Services.GetRequiredService<ArtifactLibrary>();
        using var client = new System.Net.Sockets.TcpClient(app.Http.BaseAddress!.Host, app.Http.BaseAddress.Port);
        var head = $"POST /canvas/{canvas}/artifacts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token()}\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + new string('x', 200_000)), Ct);
        while (app.Blobs().Length == 0) await Task.Delay(20, Ct);

        client.Dispose();

        while (app.Blobs().Length > 0) await Task.Delay(20, Ct);
        Assert.Empty(await library.ListAsync(new(Tenant, "dev", "canvas", canvas), Ct));
    }

    [Theory]
    [InlineData("viewer", null, 403)]
    [InlineData("member", "freeze", 423)]
    [InlineData("member", "kill", 423)]
    public async Task AR1_Who_may_not_edit_may_not_upload(string role, string? mode, int status)
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, "there");
        if (mode is not null) await app.KillAsync(canvas, mode);

        Assert.Equal(status, (await app.UploadAsync(canvas, Png, Token(role: role))).Status);
        Assert.Equal(status, (await app.DeleteAsync($"/artifacts/{id}", Token(role: role))).Status);
        Assert.Equal(200, (await app.GetAsync($"/artifacts/{id}", Token(role: role))).Status);
        Assert.Equal(404, (await app.UploadAsync("none", Png, Token(role: "member"))).Status);
        Assert.Single(app.Blobs());
    }

    /// <summary>RELIABILITY T29: 300 names and ids, and nothing outside of the store.</summary>
    [Fact]
    public async Task AR2_Hostile_names_and_ids_leave_nothing_outside_of_the_store()
    {
        await using var app = await StartAsync();
        var count = 0;
        foreach (var name in HostileNames.All)
        {
            var canvas = await app.CanvasAsync("board-one", commits: count++ == 0 ? 1 : 0);
            using var form = ArtifactCalls.Form(("name", name));
            var file = ArtifactCalls.FileOf([1, 2, 3], "text/html");
            file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file" };
            file.Headers.Remove("Content-Disposition");
            file.Headers.TryAddWithoutValidation(
                "Content-Disposition", $"form-data; name=\"file\"; filename=\"{Ascii(name)}\"");
            form.Add(file);
            var reply = await app.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/artifacts", form, null);
            Assert.True(reply.Status is 201 or 400, $"{name}: {reply.Status} {reply.Text}");
            if (reply.Status == 201) await AssertHarmlessAsync(app, reply.Id());
            var path = Uri.EscapeDataString(name);
            foreach (var one in new[] { $"/artifacts/{path}", $"/artifacts/{path}/content", $"/artifacts/{path}/lineage" })
                Assert.InRange((await app.GetAsync(one)).Status, 400, 404);
        }

        Assert.True(count >= 300, $"{count} names");
        Assert.All(app.Blobs(), file => Assert.NotNull(BlobKey.Parse(Path.GetRelativePath(
            Path.Join(app.Settings.Data, "artifacts"), file).Replace('\\', '/'))));
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(app.Settings.Data).Select(Path.GetFileName),
            one => one is not ("artifacts" or "maps" or "environment" or "checkpoint.key" or "checkpoint.pub")
                && !one!.StartsWith("easel.", StringComparison.Ordinal)
                && !one.StartsWith("checkpoint", StringComparison.Ordinal));
    }

    private static async Task AssertHarmlessAsync(EaselApp app, string id)
    {
        var (answer, content) = await app.ReadAsync(id);
        using (answer)
        {
            Assert.Equal([1, 2, 3], content);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    private static Easel.Documents.Attribution Alice =>
        new() { ActorId = "alice", ActorType = "human", Subject = "alice" };

    private static string Ascii(string name) =>
        new([.. name.Where(c => c is >= ' ' and < '\x7f' and not '"' and not '\\')]);
}
