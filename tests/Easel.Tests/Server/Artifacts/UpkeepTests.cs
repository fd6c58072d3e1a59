using System.Collections.Immutable;
using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Artifacts;

/// <summary>What happens to artifacts besides requests: swept, erased, told of.</summary>
public sealed class UpkeepTests
{
    private static readonly string Owner = Token("olga", role: "owner");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AR1_The_sweep_removes_what_nobody_names_and_nothing_else()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, "named");
        var named = app.Blobs().Single();
        var (old, fresh) = (Sibling(named), Sibling(named));
        await File.WriteAllTextAsync(old, "old", Ct);
        await File.WriteAllTextAsync(fresh, "fresh", Ct);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(named, DateTime.UtcNow.AddHours(-2));
        var left = Path.Join(app.Settings.Data, "artifacts", "unfinished", "art_left");
        await File.WriteAllTextAsync(left, "left", Ct);

        var swept = await Sweep(app).SweepAsync(Ct);

        Assert.Equal(new Swept(2, 0), swept);
        Assert.Equal([named, fresh], app.Blobs().Order().Intersect([named, fresh]).OrderBy(one => one != named));
        Assert.Equal(2, app.Blobs().Length);
        Assert.Equal("named"u8.ToArray(), (await app.ReadAsync(id)).Content);
    }

    [Fact]
    public async Task AR1_The_sweep_leaves_an_upload_alone_and_removes_what_a_tombstone_left()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Configuration["Artifacts:SweepGrace"] = "00:00:00");
        var canvas = await app.CanvasAsync();
        var library = app.Services.GetRequiredService<ArtifactLibrary>();
        var gone = await app.MakeAsync(canvas, "gone");
        var file = app.Blobs().Single();
        await app.DeleteAsync($"/artifacts/{gone}");
        await File.WriteAllTextAsync(file, "gone", Ct); // As if it could not be deleted.
        Swept? swept = null;

        var made = await library.WriteAsync(
            new DocumentKey(Tenant, "dev", "canvas", canvas), Alice, new ArtifactDraft("preview", "image/png"),
            async (to, ct) =>
            {
                await to.WriteAsync("first"u8.ToArray(), ct);
                swept = await Sweep(app).SweepAsync(ct);
                await to.WriteAsync("second"u8.ToArray(), ct);
            },
            Ct);

        Assert.Equal(new Swept(1, 0), swept);
        var record = Assert.IsType<ArtifactOutcome.Written>(made).Record;
        Assert.Equal("firstsecond"u8.ToArray(), (await app.ReadAsync(record.Id)).Content);
        Assert.Equal(new Swept(0, 0), await Sweep(app).SweepAsync(Ct));
    }

    [Fact]
    public async Task AR1_The_sweep_tells_of_contents_that_are_missing_and_keeps_their_records()
    {
        await using var app = await StartAsync();
        var id = await app.MakeAsync(await app.CanvasAsync(), "missing");
        File.Delete(app.Blobs().Single());

        Assert.Equal(new Swept(0, 1), await Sweep(app).SweepAsync(Ct));
        Assert.Equal(200, (await app.GetAsync($"/artifacts/{id}")).Status);
    }

    [Fact]
    public async Task AR1_Damage_is_told_of_once_however_often_somebody_runs_into_it()
    {
        using var log = new ListLoggerProvider();
        await using var app = await StartAsync(adjust: builder => builder.Logging.AddProvider(log));
        var canvas = await app.CanvasAsync();
        var (missing, wrong) = (await app.MakeAsync(canvas, "missing"), await app.MakeAsync(canvas, "wrong"));
        File.Delete(app.Blobs().Single(file => file.EndsWith(missing, StringComparison.Ordinal)));
        await File.WriteAllTextAsync(app.Blobs().Single(), "grown", Ct);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(1, (await Sweep(app).SweepAsync(Ct)).Damaged);
            Assert.Equal(503, (await app.GetAsync($"/artifacts/{missing}/content")).Status);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.ReadAsync(wrong));
        }

        Assert.Single(log.Lines, line => line.Contains($"Damage in the store of artifacts: {missing}"));
        Assert.Single(log.Lines, line => line.Contains($"Damage in the store of artifacts: {wrong}"));
    }

    [Fact]
    public async Task AR1_Verifying_names_a_content_of_another_hash_and_tells_of_it()
    {
        using var log = new ListLoggerProvider();
        await using var app = await StartAsync(adjust: builder => builder.Logging.AddProvider(log));
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, "right");
        var verifier = app.Services.GetRequiredService<ArtifactVerifier>();
        var key = new DocumentKey(Tenant, "dev", "canvas", canvas);
        Assert.Null(await verifier.VerifyAsync(key, Ct));

        await File.WriteAllTextAsync(app.Blobs().Single(), "wrong", Ct);

        Assert.Equal($"artifact {id}: the content has another hash", await verifier.VerifyAsync(key, Ct));
        Assert.Single(log.Lines, line => line.Contains($"Damage in the store of artifacts: {id}"));
    }

    [Fact]
    public async Task TF5_The_sweep_does_not_do_again_what_an_erasure_has_done()
    {
        CountedBlobs? blobs = null;
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IBlobStore>(all =>
            blobs = new CountedBlobs(new FolderBlobs(
                Path.Join(all.GetRequiredService<Easel.Server.ServerSettings>().Data, "artifacts")))));
        var canvas = await app.CanvasAsync(commits: 3);
        for (var i = 0; i < 5; i++) await app.MakeAsync(canvas, $"{i}", ("kind", "preview"), ("rev", "1"));
        await app.PostAsync($"/canvas/{canvas}/erase", """{"up_to_rev":2,"reason":"gone"}""", Owner);
        Assert.InRange(blobs!.Deletes, 5, 10);
        blobs.Deletes = 0;

        for (var i = 0; i < 3; i++) Assert.Equal(new Swept(0, 0), await Sweep(app).SweepAsync(Ct));

        Assert.Equal(0, blobs.Deletes);
    }

    [Fact]
    public async Task AR1_A_store_of_which_nothing_is_known_is_not_swept()
    {
        await using var app = await StartAsync();
        await app.MakeAsync(await app.CanvasAsync(), "named");
        var file = app.Blobs().Single();
        await using var other = await StartAsync();
        var there = file.Replace(app.Settings.Data, other.Settings.Data, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(there)!);
        File.Copy(file, there);
        File.SetLastWriteTimeUtc(there, DateTime.UtcNow.AddYears(-1));

        Assert.Equal(0, (await Sweep(other).SweepAsync(Ct)).Removed);
        Assert.True(File.Exists(there));
    }

    [Fact]
    public async Task TF5_An_erasure_takes_what_was_made_of_the_content_and_leaves_what_people_gave()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        var upload = await app.MakeAsync(canvas, "upload", ("rev", "1"));
        var preview = await app.MakeAsync(canvas, "preview", ("kind", "preview"), ("rev", "1"));
        var atFloor = await app.MakeAsync(canvas, "floor", ("kind", "preview"), ("rev", "2"));
        var small = await app.MakeAsync(
            canvas, "small", ("kind", "preview"), ("rev", "3"), ("source_artifact_id", preview));
        var replay = await app.MakeAsync(canvas, "replay", ("kind", "replay"), ("from_rev", "1"), ("rev", "3"));
        var later = await app.MakeAsync(canvas, "later", ("kind", "preview"), ("rev", "3"));

        var erased = await app.PostAsync($"/canvas/{canvas}/erase", """{"up_to_rev":2,"reason":"gone"}""", Owner);

        Assert.Equal(200, erased.Status);
        foreach (var id in new[] { preview, small, replay }) Assert.Equal(410, await StatusAsync(app, id));
        foreach (var id in new[] { upload, atFloor, later }) Assert.Equal(200, await StatusAsync(app, id));
        Assert.Equal(3, app.Blobs().Length);
    }

    [Fact]
    public async Task TF5_An_erasure_is_whole_although_others_delete_meanwhile()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        var ids = new List<string>();
        for (var n = 0; n < 60; n++)
        {
            var made = await app.PostAsync($"/canvas/{canvas}/exports", """{"format":"easel","rev":1}""");
            ids.Add(made.Json.GetProperty("id").GetString()!);
        }

        var deleting = Task.Run(async () =>
        {
            foreach (var id in ids) await app.DeleteAsync($"/artifacts/{id}");
        }, Ct);
        var erased = await app.PostAsync($"/canvas/{canvas}/erase", """{"up_to_rev":2,"reason":"r"}""", Owner);
        await deleting;

        Assert.Equal(200, erased.Status);
        Assert.Empty(app.Blobs());
    }

    [Fact]
    public async Task TF5_With_all_artifacts_uploads_and_their_names_go_too()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 2);
        var upload = await app.MakeAsync(canvas, "x", ("rev", "1"), ("name", "canary-name-4711"));
        const string Request = """{"up_to_rev":1,"reason":"gone"}""";
        Assert.Equal(200, (await app.PostAsync($"/canvas/{canvas}/erase", Request, Owner)).Status);
        Assert.Equal(200, await StatusAsync(app, upload));

        var erased = await app.PostAsync(
            $"/canvas/{canvas}/erase", """{"up_to_rev":1,"reason":"gone","artifacts":"all"}""", Owner);
        var wrong = await app.PostAsync(
            $"/canvas/{canvas}/erase", """{"up_to_rev":1,"reason":"gone","artifacts":"some"}""", Owner);

        Assert.Equal((200, 400), (erased.Status, wrong.Status));
        Assert.Equal(410, await StatusAsync(app, upload));
        Assert.Empty(app.Blobs());
        foreach (var file in Directory.GetFiles(app.Settings.Data, "easel.db*"))
            Assert.DoesNotContain("canary-name-4711", Encoding.Latin1.GetString(await ReadSharedAsync(file)));
    }

    [Fact]
    public async Task TF5_What_the_log_says_of_what_went_goes_too_and_what_stays_is_as_it_was()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        var key = ("Idempotency-Key", "k1");
        var upload = (await app.UploadAsync(canvas, [1], fields: [("rev", "1")], headers: key)).Id();
        var preview = await app.MakeAsync(
            canvas, "preview", ("kind", "preview"), ("rev", "1"), ("name", "canary-name-4712"));
        await app.MakeAsync(
            canvas, "of it", ("kind", "export"), ("rev", "3"), ("name", "canary-name-4713"),
            ("source_artifact_id", preview));
        await app.MakeAsync(canvas, "stays", ("kind", "preview"), ("rev", "3"), ("name", "plain-name"));

        var erased = await app.PostAsync($"/canvas/{canvas}/erase", """{"up_to_rev":2,"reason":"gone"}""", Owner);

        Assert.Equal(200, erased.Status);
        foreach (var file in Directory.GetFiles(app.Settings.Data, "easel.db*"))
            Assert.DoesNotContain("canary-name-471", Encoding.Latin1.GetString(await ReadSharedAsync(file)));
        Assert.Contains("plain-name", (await app.GetAsync($"/canvas/{canvas}/artifacts")).Text);
        Assert.Equal(upload, (await app.UploadAsync(canvas, [1], fields: [("rev", "1")], headers: key)).Id());
        Assert.Equal(422, (await app.UploadAsync(canvas, [2], fields: [("rev", "1")], headers: key)).Status);
    }

    [Fact]
    public async Task TF5_What_the_log_says_of_one_that_not_even_a_tombstone_is_left_of_goes_too()
    {
        await using var app = await StartAsync();
        var canvas = new DocumentKey(Tenant, "dev", "canvas", await app.CanvasAsync(commits: 3));
        var id = await app.MakeAsync(canvas.Id, "x", ("kind", "preview"), ("rev", "1"), ("name", "canary-name-4715"));
        await app.DeleteAsync($"/artifacts/{id}");
        var documents = app.Services.GetRequiredService<GuardedDocuments<RegisteredArtifacts, ArtifactOp>>();
        var tombstone = (await app.Services.GetRequiredService<ArtifactRegistries>().ReadAsync(canvas)).Records[id];
        for (var i = 0; i < ArtifactModel.RecordsMax / 500; i++)
        {
            var ops = ImmutableArray.CreateRange(Enumerable.Range(0, 500).Select(_ => (ArtifactOp)new ArtifactOp.Written(
                tombstone with { Id = BlobKey.NewId(), Kind = "upload", Rev = 3, DeletedAt = null, DeletedBy = null })));
            var registry = canvas with { Kind = ArtifactRegistries.Kind };
            Assert.IsType<EditOutcome.Committed>(await documents.SubmitAsync(registry, new Edit<ArtifactOp>
            {
                Base = (await documents.PeekAsync(registry)).Head,
                Ops = new OpBatch<ArtifactOp>(ops, new ArtifactModel().EncodeOps(ops)),
                By = Alice,
            }));
        }

        var erased = await app.PostAsync($"/canvas/{canvas.Id}/erase", """{"up_to_rev":2,"reason":"gone"}""", Owner);

        Assert.Equal(200, erased.Status);
        foreach (var file in Directory.GetFiles(app.Settings.Data, "easel.db*"))
            Assert.DoesNotContain("canary-name-4715", Encoding.Latin1.GetString(await ReadSharedAsync(file)));
    }

    [Fact]
    public async Task TF5_The_sweep_erases_what_a_crash_left_in_the_log()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        await app.MakeAsync(canvas, "x", ("kind", "preview"), ("rev", "1"), ("name", "canary-name-4714"));
        var documents = app.Services.GetRequiredService<GuardedDocuments<Canvas, CanvasOp>>();
        await documents.EraseAsync(new DocumentKey(Tenant, "dev", "canvas", canvas), new Revision(2)); // And no more.

        await Sweep(app).SweepAsync(Ct);

        Assert.Empty(app.Blobs());
        foreach (var file in Directory.GetFiles(app.Settings.Data, "easel.db*"))
            Assert.DoesNotContain("canary-name-4714", Encoding.Latin1.GetString(await ReadSharedAsync(file)));
    }

    [Fact]
    public async Task TF5_What_is_made_too_late_of_what_was_erased_is_not_kept()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync(commits: 3);
        var library = app.Services.GetRequiredService<ArtifactLibrary>();

        var late = await library.WriteAsync(
            new DocumentKey(Tenant, "dev", "canvas", canvas), Alice, new ArtifactDraft("preview", "image/png") { Rev = 1 },
            async (to, ct) =>
            {
                await to.WriteAsync("late"u8.ToArray(), ct);
                await app.PostAsync($"/canvas/{canvas}/erase", """{"up_to_rev":2,"reason":"gone"}""", Owner);
            },
            Ct);

        Assert.Equal("REV_UNKNOWN", Assert.IsType<ArtifactOutcome.Refused>(late).Refusal.Code);
        Assert.Empty(app.Blobs());
    }

    [Fact]
    public async Task TF4_What_happens_to_artifacts_is_an_event()
    {
        await using var app = await StartAsync();
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, "x", ("correlation_id", "run-1"), ("name", "private name"));
        await app.DeleteAsync($"/artifacts/{id}");

        var events = await app.GetAsync($"/events?canvas_id={canvas}", Token("root", role: "admin"));

        var found = events.Json.GetProperty("events").EnumerateArray()
            .Where(one => one.TryGetProperty("artifact_id", out _)).ToList();
        Assert.Equal(["artifact_written", "artifact_deleted"], found.Select(one => one.GetProperty("type").GetString()));
        Assert.All(found, one => Assert.Equal(
            (id, canvas, "artifacts"),
            (one.GetProperty("artifact_id").GetString(), one.GetProperty("canvas_id").GetString(),
                one.GetProperty("kind").GetString())));
        Assert.Equal("run-1", found[0].GetProperty("correlation_id").GetString());
        Assert.DoesNotContain("private name", events.Text);
    }

    [Fact]
    public async Task ST6_Who_follows_a_canvas_hears_of_its_artifacts()
    {
        await using var app = await StartAsync();
        var (canvas, other) = (await app.CanvasAsync(), await app.CanvasAsync("board-two"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/sse/canvas/{canvas}");
        request.Headers.Authorization = new("Bearer", Token());
        using var answer = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Ct));
        await lines.ReadLineAsync(Ct);

        await app.MakeAsync(other, "elsewhere");
        var id = await app.MakeAsync(canvas, "x", ("kind", "preview"));

        string? line;
        while ((line = await lines.ReadLineAsync(Ct)) is not null && !line.StartsWith("event:", StringComparison.Ordinal))
            Assert.DoesNotContain("elsewhere", line);
        Assert.Equal("event: artifact_written", line);
        var data = System.Text.Json.JsonDocument.Parse((await lines.ReadLineAsync(Ct))!["data: ".Length..]).RootElement;
        Assert.Equal(
            ("artifact_written", canvas, id, "preview", 1),
            (data.GetProperty("type").GetString(), data.GetProperty("canvas_id").GetString(),
                data.GetProperty("artifact_id").GetString(), data.GetProperty("kind").GetString(),
                data.GetProperty("rev").GetInt32()));
    }

    private static Attribution Alice => new() { ActorId = "alice", ActorType = "human", Subject = "alice" };

    private static ArtifactSweep Sweep(EaselApp app) => app.Services.GetRequiredService<ArtifactSweep>();

    private static string Sibling(string file) => Path.Join(Path.GetDirectoryName(file), BlobKey.NewId());

    private static async Task<int> StatusAsync(EaselApp app, string id)
    {
        var (answer, _) = await app.ReadAsync(id);
        using (answer) return (int)answer.StatusCode;
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }
}

/// <summary>A store of blobs that counts what it is asked to delete.</summary>
file sealed class CountedBlobs(IBlobStore inner) : IBlobStore
{
    public int Deletes { get; set; }

    public Task WriteAsync(
        BlobKey key, Func<System.IO.Stream, CancellationToken, Task> write, CancellationToken ct) =>
        inner.WriteAsync(key, write, ct);

    public ValueTask<long?> FindAsync(BlobKey key, CancellationToken ct) => inner.FindAsync(key, ct);

    public Task<System.IO.Stream?> OpenAsync(BlobKey key, long from, long count, CancellationToken ct) =>
        inner.OpenAsync(key, from, count, ct);

    public Task DeleteAsync(BlobKey key, CancellationToken ct)
    {
        Deletes++;
        return inner.DeleteAsync(key, ct);
    }

    public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken ct) => inner.ListAsync(ct);

    public Task<int> ClearUnfinishedAsync(DateTimeOffset before, CancellationToken ct) =>
        inner.ClearUnfinishedAsync(before, ct);

    public Uri? Presign(BlobKey key, BlobHeaders headers, TimeSpan lifetime) => null;
}
