using System.Net;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Tests.Server;
using Easel.Tests.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Contracts.Blobs;

public sealed class S3BlobTests : BlobContract, IClassFixture<S3Server>, IAsyncDisposable
{
    private readonly S3Blobs store;
    private readonly S3Options behind;
    private S3Gate? gate;
    private S3Blobs? gated;
    private readonly Dictionary<string, string?> bucket;

    public S3BlobTests(S3Server server)
    {
        Assert.SkipUnless(server.IsThere, "The S3 server is not installed: npm ci in tests/s3.");
        var options = behind = server.Options($"test-{Guid.NewGuid():N}/");
        store = new S3Blobs(options, TimeProvider.System);
        bucket = new Dictionary<string, string?>
        {
            [nameof(options.Bucket)] = options.Bucket,
            [nameof(options.Endpoint)] = options.Endpoint,
            [nameof(options.AccessKey)] = options.AccessKey,
            [nameof(options.SecretKey)] = options.SecretKey,
            [nameof(options.Prefix)] = options.Prefix,
        };
    }

    internal override IBlobStore Store => store;

    private protected override async Task<Stream> OpenBrokenAsync(BlobKey key, byte[] content)
    {
        await WriteAsync(key, content);
        gate = await S3Gate.StartAsync(behind);
        var cut = new TaskCompletionSource();
        gate.Cut = cut.Task;
        gated = new S3Blobs(gate.Options, TimeProvider.System);
        var opened = await gated.OpenAsync(key, 0, content.Length, Ct);
        cut.SetResult();
        return opened!;
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AR2_A_presigned_address_reads_one_blob_with_safe_headers_for_a_while()
    {
        var key = NewKey();
        await WriteAsync(key, [1, 2, 3]);
        var headers = new BlobHeaders("application/octet-stream", "attachment; filename=a.html");
        using var http = new HttpClient();

        var address = store.Presign(key, headers, TimeSpan.FromMinutes(1))!;
        using var read = await http.GetAsync(address, Ct);

        Assert.Equal([1, 2, 3], await read.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("attachment", read.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", read.Content.Headers.ContentType?.MediaType);
        Assert.Contains("X-Amz-Signature=", address.Query); // Which S3SigningTests look at.
        Assert.Null(store.Presign(key, headers, TimeSpan.Zero));
    }

    [Fact]
    public async Task AR2_A_presigned_address_is_dead_after_its_time()
    {
        var key = NewKey();
        await WriteAsync(key, [1]);
        var address = store.Presign(key, new BlobHeaders("a/b", "attachment"), TimeSpan.FromSeconds(1))!;
        using var http = new HttpClient();
        for (var tries = 0; tries < 100; tries++)
        {
            using var answer = await http.GetAsync(address, Ct);
            if (answer.StatusCode == HttpStatusCode.Forbidden) return;
            await Task.Delay(100, Ct);
        }

        Assert.Fail("The address still works after ten seconds.");
    }

    [Fact]
    public async Task AR1_A_bucket_that_does_not_answer_is_unavailable_storage()
    {
        var options = new S3Options { Bucket = "none", Endpoint = "http://127.0.0.1:1", AccessKey = "a", SecretKey = "b" };
        using var nowhere = new S3Blobs(options, TimeProvider.System);

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await nowhere.FindAsync(NewKey(), Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => nowhere.WriteAsync(
            NewKey(), async (to, ct) => await to.WriteAsync(new byte[9], ct), Ct));
    }

    [Theory]
    [InlineData("00:00:00", 200)]
    [InlineData("00:01:00", 302)]
    public async Task AR2_A_server_keeps_artifacts_in_a_bucket(string lifetime, int status)
    {
        await using var app = await EaselApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Artifacts:PresignLifetime"] = lifetime;
            foreach (var (name, value) in bucket) builder.Configuration[$"Artifacts:S3:{name}"] = value;
        });
        var canvas = await app.CanvasAsync();
        var id = await app.MakeAsync(canvas, "in a bucket");
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = app.Http.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new("Bearer", EaselApp.Token());

        using var bare = new HttpClient(); // The address is all that the bucket wants.
        using var first = await http.GetAsync($"/artifacts/{id}/content", Ct);
        using var read = first.Headers.Location is { } there ? await bare.GetAsync(there, Ct) : first;

        Assert.Equal(status, (int)first.StatusCode);
        Assert.Equal("in a bucket", await read.Content.ReadAsStringAsync(Ct));
        Assert.Equal("attachment", read.Content.Headers.ContentDisposition?.DispositionType);
        var head = await app.ReadAsync(id, method: HttpMethod.Head);
        Assert.Equal((200, 11), ((int)head.Answer.StatusCode, head.Answer.Content.Headers.ContentLength));
        Assert.True(first.Headers.CacheControl?.NoStore);
        Assert.True(read.Headers.CacheControl?.NoStore);
        Assert.Empty(app.Blobs());
        Assert.Equal(
            new Swept(0, 0), await app.Services.GetRequiredService<ArtifactSweep>().SweepAsync(Ct));
        Assert.Equal(200, (await app.DeleteAsync($"/artifacts/{id}")).Status);
        Assert.Equal(410, (await app.GetAsync($"/artifacts/{id}/content")).Status);
    }

    /// <summary>Pages of this server read these, and may reach no other; their hash is looked at.</summary>
    [Theory]
    [InlineData("replay")]
    [InlineData("audit")]
    [InlineData("preview")]
    [InlineData("walkthrough")]
    public async Task AR2_What_the_server_makes_is_served_by_it(string kind)
    {
        await using var app = await EaselApp.StartAsync(adjust: builder =>
        {
            builder.Configuration["Artifacts:PresignLifetime"] = "00:01:00";
            foreach (var (name, value) in bucket) builder.Configuration[$"Artifacts:S3:{name}"] = value;
        });
        var id = await app.MakeAsync(await app.CanvasAsync(), "{}", ("kind", kind));

        var (answer, content) = await app.ReadAsync(id);

        Assert.Equal("{}"u8.ToArray(), content);
        Assert.Equal(app.Http.BaseAddress!.Authority, answer.RequestMessage!.RequestUri!.Authority);
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        gated?.Dispose();
        if (gate is not null) await gate.DisposeAsync();
    }
}
