using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Artifacts;
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
}
