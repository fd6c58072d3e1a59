using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Server.Artifacts;

public sealed class ArtifactLibraryTests
{
    private static readonly DocumentKey Canvas = new(EaselApp.Tenant, "dev", "canvas", "board-one");

    private static readonly Attribution Alice = new() { ActorId = "alice", ActorType = "human", Subject = "alice" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AR1_What_was_written_is_found_listed_and_read()
    {
        await using var app = await EaselApp.StartAsync();
        var library = app.Services.GetRequiredService<ArtifactLibrary>();
        var content = Encoding.UTF8.GetBytes("<svg/>");
        var draft = new ArtifactDraft("preview", "image/svg+xml") { Rev = 3, CorrelationId = "run-1" };

        var written = Assert.IsType<ArtifactOutcome.Written>(await library.WriteAsync(
            Canvas, Alice, draft, async (to, ct) => await to.WriteAsync(content, ct), Ct)).Record;

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), written.Sha256);
        Assert.Equal(content.Length, written.Size);
        Assert.Equal($"tenants/{EaselApp.Tenant}/dev/canvas/board-one/{written.Id}", written.Key.Text);
        Assert.Equal(written.Id, (await library.FindAsync(Canvas.Tenant, Canvas.Env, written.Id, Ct))?.Id);
        Assert.Null(await library.FindAsync(Canvas.Tenant, "prod", written.Id, Ct));
        Assert.Equal([written.Id], (await library.ListAsync(Canvas, Ct)).Select(one => one.Id));
        await using var read = await library.OpenAsync(written, Ct);
        using var copy = new MemoryStream();
        await read!.CopyToAsync(copy, Ct);
        Assert.Equal(content, copy.ToArray());
    }

    [Fact]
    public async Task AR1_What_is_written_is_not_called_refused_because_a_look_fails_after_it()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(store);
        await app.CanvasAsync(Canvas.Id);
        store.OnAppend = async (append, really) =>
        {
            var result = await really();
            if (append.Record.Key.Kind == ArtifactRegistries.Kind) store.OnFind = Fail;
            return result;
        };

        var written = await WriteAsync(app);
        store.OnFind = null;

        var record = Assert.IsType<ArtifactOutcome.Written>(written).Record;
        Assert.Equal("x"u8.ToArray(), (await app.ReadAsync(record.Id)).Content);
    }

    [Fact]
    public async Task AR1_What_is_erased_and_cannot_be_taken_back_is_said_to_be_unknown()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(store);
        await app.CanvasAsync(Canvas.Id, commits: 3);
        var appends = 0;
        store.OnAppend = (append, really) => append.Record.Key.Kind == ArtifactRegistries.Kind && ++appends > 1
            ? ValueTask.FromResult(AppendResult.StorageFailed)
            : really();

        var late = await WriteAsync(app, async () => Assert.Equal(200, (await app.PostAsync(
            $"/canvas/{Canvas.Id}/erase", """{"up_to_rev":2,"reason":"gone"}""",
            EaselApp.Token("olga", role: "owner"))).Status));

        Assert.Equal("OUTCOME_UNKNOWN", Assert.IsType<ArtifactOutcome.Refused>(late).Refusal.Code);
        store.OnAppend = null;
        await app.Services.GetRequiredService<ArtifactSweep>().SweepAsync(Ct);
        Assert.Empty(app.Blobs());
    }

    [Fact]
    public async Task AR1_A_content_whose_canvas_cannot_be_read_leaves_nothing()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e"));
        await using var app = await StartAsync(store);
        await app.CanvasAsync(Canvas.Id);

        var refused = await WriteAsync(app, () =>
        {
            store.OnFind = Fail;
            return Task.CompletedTask;
        });

        Assert.Equal("STORAGE_FAILED", Assert.IsType<ArtifactOutcome.Refused>(refused).Refusal.Code);
        Assert.Empty(app.Blobs());
    }

    private static Task<EaselApp> StartAsync(IDocumentStore store) =>
        EaselApp.StartAsync(adjust: builder => builder.Services.AddSingleton(store));

    private static Task<ArtifactOutcome> WriteAsync(EaselApp app, Func<Task>? during = null) =>
        app.Services.GetRequiredService<ArtifactLibrary>().WriteAsync(
            Canvas, Alice, new ArtifactDraft("preview", "image/png") { Rev = 1 },
            async (to, ct) =>
            {
                await to.WriteAsync("x"u8.ToArray(), ct);
                if (during is not null) await during();
            },
            Ct);

    private static Task Fail(DocumentKey key) =>
        key == Canvas ? throw new StorageUnavailableException("a story") : Task.CompletedTask;
}
