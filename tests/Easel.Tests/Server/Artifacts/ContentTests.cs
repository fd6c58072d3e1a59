using System.Net;
using System.Text;
using Easel.Documents;
using Easel.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Artifacts;

/// <summary>SPEC AR2: how contents go out.</summary>
public sealed class ContentTests
{
    private const string Digits = "0123456789";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, 200, Digits, null)]
    [InlineData("bytes=0-", 206, Digits, "bytes 0-9/10")]
    [InlineData("bytes=0-0", 206, "0", "bytes 0-0/10")]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=7-99", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=7-99999999999999999999", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-99", 206, Digits, "bytes 0-9/10")]
    [InlineData("BYTES=9-9", 206, "9", "bytes 9-9/10")]
    [InlineData("bytes=10-", 416, "", "bytes */10")]
    [InlineData("bytes=99999999999999999999-", 416, "", "bytes */10")]
    [InlineData("bytes=-0", 416, "", "bytes */10")]
    [InlineData("bytes=4-2", 200, Digits, null)]
    [InlineData("bytes=-", 200, Digits, null)]
    [InlineData("bytes=a-b", 200, Digits, null)]
    [InlineData("bytes=0-1,3-4", 200, Digits, null)]
    [InlineData("lines=0-1", 200, Digits, null)]
    [InlineData("bytes", 200, Digits, null)]
    public async Task AR2_Ranges(string? range, int status, string expected, string? said)
    {
        await using var app = await StartAsync();
        var id = await app.MakeAsync(await app.CanvasAsync(), Digits);

        var (answer, content) = await app.ReadAsync(id, headers: range is null ? [] : [("Range", range)]);

        using (answer)
        {
            Assert.Equal(status, (int)answer.StatusCode);
            if (status != 416) Assert.Equal(expected, Encoding.ASCII.GetString(content));
            Assert.Equal(said, answer.Content.Headers.ContentRange?.ToString());
            Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        }
    }

    [Fact]
    public async Task AR2_ETags_If_Range_and_HEAD()
    {
        await using var app = await StartAsync();
        var id = await app.MakeAsync(await app.CanvasAsync(), Digits);
        var tag = (await app.ReadAsync(id)).Answer.Headers.ETag!.ToString();

        var known = await app.ReadAsync(id, headers: ("If-None-Match", $"\"other\", W/{tag}"));
        var same = await app.ReadAsync(id, headers: [("Range", "bytes=1-1"), ("If-Range", tag)]);
        var changed = await app.ReadAsync(id, headers: [("Range", "bytes=1-1"), ("If-Range", "\"other\"")]);
        var weak = await app.ReadAsync(id, headers: [("Range", "bytes=1-1"), ("If-Range", $"W/{tag}")]);
        var head = await app.ReadAsync(id, method: HttpMethod.Head);

        Assert.Equal(64 + 2, tag.Length);
        Assert.Equal(HttpStatusCode.NotModified, known.Answer.StatusCode);
        Assert.Empty(known.Content);
        Assert.Equal(HttpStatusCode.PartialContent, same.Answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.Answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, weak.Answer.StatusCode);
        Assert.Equal((HttpStatusCode.OK, 10L), (head.Answer.StatusCode, head.Answer.Content.Headers.ContentLength));
        Assert.Empty(head.Content);
    }

    /// <summary>What is shown in place is what its bytes are, not what its sender says.</summary>
    [Theory]
    [InlineData("89504E470D0A1A0A00", "image/png", "image/png", "inline")]
    [InlineData("89504E470D0A1A0A00", "text/html", "image/png", "inline")]
    [InlineData("FFD8FFE000", "image/png", "image/jpeg", "inline")]
    [InlineData("47494638396100", "image/gif", "image/gif", "inline")]
    [InlineData("524946460000000057454250", "image/webp", "image/webp", "inline")]
    [InlineData("3C68746D6C3E", "image/png", "application/octet-stream", "attachment")]
    [InlineData("3C68746D6C3E", "text/html", "application/octet-stream", "attachment")]
    [InlineData("3C7376673E", "image/svg+xml", "image/svg+xml", "attachment")]
    [InlineData("3C7376673E", "IMAGE/SVG+XML; charset=x", "image/svg+xml", "attachment")]
    [InlineData("616C657274", "text/javascript", "application/octet-stream", "attachment")]
    [InlineData("7B7D", "application/json", "application/json", "attachment")]
    [InlineData("616263", "text/plain", "text/plain", "attachment")]
    [InlineData("616263", "evil\u00e9", "application/octet-stream", "attachment")]
    public async Task AR2_Contents_are_served_safely(string hex, string said, string type, string disposition)
    {
        await using var app = await StartAsync();
        var made = await app.UploadAsync(await app.CanvasAsync(), Convert.FromHexString(hex), fields: [("mime_type", said)]);

        var (answer, content) = await app.ReadAsync(made.Id());

        using (answer)
        {
            Assert.Equal(hex, Convert.ToHexString(content));
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(disposition, answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.StartsWith("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }
    }

    [Fact]
    public async Task AR2_A_deleted_content_is_gone_and_its_tombstone_stays()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, Digits, ("name", "secret name"));

        var deleted = await app.DeleteAsync($"/artifacts/{id}", Token("bob"));
        var again = await app.DeleteAsync($"/artifacts/{id}", Token("carol"));
        var (answer, content) = await app.ReadAsync(id);

        Assert.Equal((200, "bob"), (deleted.Status, deleted.Json.GetProperty("deleted_by").GetString()));
        Assert.Equal(deleted.Text, again.Text);
        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Contains("ARTIFACT_DELETED", Encoding.UTF8.GetString(content));
        Assert.DoesNotContain("secret name", (await app.GetAsync($"/artifacts/{id}")).Text);
        Assert.Empty(app.Blobs());
        Assert.Equal(0, await CountAsync(app, canvas, ""));
        Assert.Equal(1, await CountAsync(app, canvas, "?deleted=1"));
        answer.Dispose();
    }

    [Fact]
    public async Task AR2_A_content_that_is_not_what_its_record_says_is_never_served_as_good()
    {
        await using var app = await StartAsync();
        var id = await app.MakeAsync(await app.CanvasAsync(), new string('x', 200_000));
        var file = app.Blobs().Single();
        using (var stream = File.OpenWrite(file))
        {
            stream.Position = 100_000;
            stream.WriteByte((byte)'y');
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => app.ReadAsync(id)); // Broken off before its end.
        var verified = await app.GetAsync("/verify", Token("root", "t_system", "owner"));
        Assert.Contains("the content has another hash", verified.Text);

        await File.WriteAllTextAsync(file, "short", Ct);
        var (answer, content) = await app.ReadAsync(id);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("ARTIFACT_DAMAGED", Encoding.UTF8.GetString(content));

        File.Delete(file);
        (answer, content) = await app.ReadAsync(id);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(200, (await app.GetAsync($"/artifacts/{id}")).Status);
    }

    [Fact]
    public async Task AR2_Lists_are_filtered_and_paged_newest_first()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 2);
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            ids.Insert(0, await app.MakeAsync(
                canvas, $"{i}", ("kind", i % 2 == 0 ? "preview" : "upload"), ("rev", $"{i % 3}"), ("run_id", $"r{i / 3}")));
        }

        Assert.Equal(3, await CountAsync(app, canvas, "?kind=preview"));
        Assert.Equal(2, await CountAsync(app, canvas, "?rev=1"));
        Assert.Equal(3, await CountAsync(app, canvas, "?run_id=r1"));
        Assert.Equal(1, await CountAsync(app, canvas, "?correlation_id=r0&kind=upload"));
        var found = new List<string>();
        var cursor = "";
        do
        {
            var page = (await app.GetAsync($"/canvas/{canvas}/artifacts?limit=4{cursor}")).Json;
            found.AddRange(page.GetProperty("artifacts").EnumerateArray().Select(one => one.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next").GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor != "");

        Assert.Equal(ids, found);
    }

    [Fact]
    public async Task AR2_Lineage_goes_up_and_down_over_canvases()
    {
        await using var app = await StartAsync();
        var (one, two) = (await app.CanvasAsync("board-one"), await app.CanvasAsync("board-two"));
        var photo = await app.MakeAsync(one, "photo");
        var sketch = await app.MakeAsync(two, "sketch");
        var mix = await app.MakeAsync(one, "mix", ("source_artifact_id", $"{photo}, {sketch}"));
        var small = await app.MakeAsync(two, "small", ("source_artifact_id", mix));
        var smaller = await app.MakeAsync(two, "smaller", ("source_artifact_id", small), ("source_artifact_id", photo));
        await app.DeleteAsync($"/artifacts/{sketch}");

        var lineage = (await app.GetAsync($"/artifacts/{mix}/lineage")).Json;
        var top = (await app.GetAsync($"/artifacts/{photo}/lineage")).Json;

        Assert.Equal([(1, photo), (1, sketch)], Nodes(lineage, "up"));
        Assert.Equal([(1, small), (2, smaller)], Nodes(lineage, "down"));
        Assert.False(lineage.GetProperty("is_truncated").GetBoolean());
        Assert.Empty(Nodes(top, "up"));
        Assert.Equal([(1, mix), (1, smaller), (2, small)], Nodes(top, "down"));
    }

    [Fact]
    public async Task AR2_Lineage_does_not_show_what_is_elsewhere()
    {
        await using var app = await StartAsync();
        foreach (var (canvas, project) in new[] { ("board-one", "p1"), ("board-two", "p2") })
            await app.PostAsync("/canvas", $$"""{"canvas_id":"{{canvas}}","project_id":"{{project}}"}""");
        var one = await app.MakeAsync("board-one", "one");
        var two = await app.MakeAsync("board-two", "two", ("source_artifact_id", one));

        var within = (await app.GetAsync($"/artifacts/{one}/lineage", null, ("X-Project-Id", "p1"))).Json;

        Assert.Empty(Nodes(within, "down"));
        Assert.Equal([(1, two)], Nodes((await app.GetAsync($"/artifacts/{one}/lineage")).Json, "down"));
        Assert.Equal(404, (await app.GetAsync($"/artifacts/{two}", null, ("X-Project-Id", "p1"))).Status);
        var foreign = await app.MakeForeignAsync("three", one);
        Assert.Equal("INVALID_REQUEST", foreign.Code); // A source of another tenant is no source.
    }

    [Fact]
    public async Task TE8_A_content_for_editors_is_broken_off_when_its_reader_becomes_a_viewer()
    {
        const int Bytes = 40 << 20; // More than what lies between server and reader.
        await using var app = await StartAsync();
        var canvas = new DocumentKey(Tenant, "dev", "canvas", await app.CanvasAsync());
        var by = new Attribution { ActorId = "alice", ActorType = "human", Subject = "alice" };
        var draft = new ArtifactDraft("replay", "application/json") { Rev = 1, IsForEditors = true };
        var made = await app.Services.GetRequiredService<ArtifactLibrary>().WriteAsync(
            canvas, by, draft, async (to, ct) => await to.WriteAsync(new byte[Bytes], ct), Ct);
        var record = Assert.IsType<ArtifactOutcome.Written>(made).Record;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/artifacts/{record.Id}/content");
        request.Headers.Authorization = new("Bearer", Token("bob"));
        using var answer = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var member = $"/tenants/{Tenant}/members/bob";
        Assert.Equal(200, (await app.PutAsync(
            member, """{"role":"viewer"}""", Token("root", "t_system", "owner"))).Status);

        await using var content = await answer.Content.ReadAsStreamAsync(Ct);
        await Assert.ThrowsAnyAsync<IOException>(async () => await content.CopyToAsync(Stream.Null, Ct));
    }

    private static List<(int, string)> Nodes(System.Text.Json.JsonElement lineage, string direction) =>
    [
        .. lineage.GetProperty(direction).EnumerateArray().Select(node => (
            node.GetProperty("depth").GetInt32(), node.GetProperty("artifact").GetProperty("id").GetString()!)),
    ];

    private static async Task<int> CountAsync(EaselApp app, string canvas, string query) =>
        (await app.GetAsync($"/canvas/{canvas}/artifacts{query}")).Json.GetProperty("artifacts").GetArrayLength();
}

file static class ForeignCalls
{
    /// <summary>An upload in another tenant that names a source of this one.</summary>
    public static async Task<Reply> MakeForeignAsync(this EaselApp app, string canvas, string source)
    {
        var token = Token("olga", "t_other", "owner");
        await app.CommandAsync(canvas, 0, Add("a"), token: token);
        return await app.UploadAsync(canvas, [1], token, fields: [("source_artifact_id", source)]);
    }
}
