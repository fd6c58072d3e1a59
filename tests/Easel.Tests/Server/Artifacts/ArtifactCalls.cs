using System.Net.Http.Headers;
using Easel.Documents;
using Easel.Server.Artifacts;

namespace Easel.Tests.Server.Artifacts;

/// <summary>What a client does with artifacts.</summary>
internal static class ArtifactCalls
{
    public static async Task<string> CanvasAsync(this EaselApp app, string canvas = "board-one", int commits = 1)
    {
        for (var i = 0; i < commits; i++)
            Assert.Equal(200, (await app.CommandAsync(canvas, i, EaselApp.Add($"a{i}"))).Status);
        return canvas;
    }

    public static Task<Reply> UploadAsync(
        this EaselApp app, string canvas, byte[] content, string? token = null, string type = "image/png",
        string name = "a.png", (string Name, string Value)[]? fields = null,
        params (string Name, string Value)[] headers)
    {
        var form = Form(fields ?? []);
        form.Add(FileOf(content, type), "file", name);
        return app.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/artifacts", form, token, headers);
    }

    /// <summary>Keeps something without a request, under no condition.</summary>
    public static Task<ArtifactOutcome> WriteAsync(
        this ArtifactLibrary library, DocumentKey canvas, Attribution by, ArtifactDraft draft,
        Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        return library.WriteAsync(canvas, by, WriteAllAsync, new ArtifactTerms(), ct);

        async Task<ArtifactDraft> WriteAllAsync(Stream to, CancellationToken token)
        {
            await write(to, token);
            return draft;
        }
    }

    public static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        return form;
    }

    public static ByteArrayContent FileOf(byte[] content, string type = "image/png")
    {
        var file = new ByteArrayContent(content);
        file.Headers.TryAddWithoutValidation("Content-Type", type);
        return file;
    }

    public static string Id(this Reply reply)
    {
        Assert.True(reply.Status is 200 or 201, reply.Text);
        return reply.Json.GetProperty("id").GetString()!;
    }

    /// <summary>An artifact that is there, from a few bytes.</summary>
    public static async Task<string> MakeAsync(
        this EaselApp app, string canvas, string content, params (string Name, string Value)[] fields) =>
        (await app.UploadAsync(canvas, System.Text.Encoding.UTF8.GetBytes(content), fields: fields)).Id();

    public static async Task<(HttpResponseMessage Answer, byte[] Content)> ReadAsync(
        this EaselApp app, string id, string? token = null, HttpMethod? method = null,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"/artifacts/{id}/content");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? EaselApp.Token());
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var answer = await app.Http.SendAsync(request);
        return (answer, await answer.Content.ReadAsByteArrayAsync());
    }

    /// <summary>All files of the blob store.</summary>
    public static string[] Blobs(this EaselApp app)
    {
        var folder = Path.Join(app.Settings.Data, "artifacts");
        return !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)];
    }
}
