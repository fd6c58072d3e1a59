using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Artifacts;
using Easel.Tests.Documents.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Server.Replays;

/// <summary>Makes replays and walkthroughs over HTTP and reads what was kept.</summary>
internal static class ReplayDesk
{
    public static DocumentKey KeyOf(string id) => new(EaselApp.Tenant, "dev", "canvas", id);

    public static Task<Reply> ReplayAsync(this EaselApp app, string canvas, string body, string? token = null) =>
        app.PostAsync($"/canvas/{canvas}/replays", body, token);

    public static async Task<byte[]> ContentAsync(this EaselApp app, Reply made)
    {
        Assert.True(made.Status == 201, made.Text);
        var library = app.Services.GetRequiredService<ArtifactLibrary>();
        var id = made.Json.GetProperty("id").GetString()!;
        var record = await library.FindAsync(EaselApp.Tenant, "dev", id, CancellationToken.None);
        await using var content = await library.OpenAsync(record!, CancellationToken.None);
        using var copy = new MemoryStream();
        await content!.CopyToAsync(copy);
        return copy.ToArray();
    }

    public static async Task<ReplayFile> ReadAsync(this EaselApp app, Reply made) =>
        new(await app.ContentAsync(made));

    public static async Task<string> TextAsync(this EaselApp app, string canvas, string body)
    {
        var made = await app.PostAsync($"/canvas/{canvas}/walkthroughs", body);
        return Encoding.UTF8.GetString(await app.ContentAsync(made));
    }

    /// <summary>Commits the edits of a session by whoever made them.</summary>
    public static async Task FillAsync(this EaselApp app, string canvas, ReplaySession session)
    {
        var canvases = app.Services.GetRequiredService<GuardedDocuments<Canvas, CanvasOp>>();
        foreach (var commit in session.Commits)
        {
            var edit = new Edit<CanvasOp>
            {
                Base = new Revision(commit.Revision.Number - 1),
                Ops = new OpBatch<CanvasOp>(CanvasOpJson.ParseStored(commit.Ops), commit.Ops),
                By = commit.ReadDetails().By,
            };
            var outcome = await canvases.SubmitAsync(KeyOf(canvas), edit);
            Assert.True(outcome is EditOutcome.Committed, outcome.ToString());
        }
    }

    public static async Task<string> HashAsync(this EaselApp app, string canvas, long rev) =>
        (await app.GetAsync($"/canvas/{canvas}/snapshot?rev={rev}")).Hash;

    public static long[] Revisions(this ReplayFile file, bool ownOnly = false) =>
    [
        .. file.Play().Select(one => one.Entry)
            .Where(entry => entry.TryGetProperty("by", out _) && (!ownOnly || entry.TryGetProperty("own", out _)))
            .Select(entry => entry.GetProperty("rev").GetInt64()),
    ];

    public static JsonElement Summary(this Reply made) => made.Json.GetProperty("summary");
}
