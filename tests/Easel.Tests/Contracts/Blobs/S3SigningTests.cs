using System.Net;
using Easel.Documents;
using Easel.Server.Artifacts;
using Microsoft.AspNetCore.Http;

namespace Easel.Tests.Contracts.Blobs;

/// <summary>What a bucket that looks at signatures takes and refuses, and what its refusals mean.</summary>
public sealed class S3SigningTests(S3Server server) : IClassFixture<S3Server>
{
    private static readonly BlobHeaders Headers = new("application/octet-stream", "attachment; filename=\"a b.html\"");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The example of the AWS documentation ("Authenticating Requests: Using Query Parameters").</summary>
    [Fact]
    public void AR2_The_gate_signs_as_the_documentation_does()
    {
        var request = new DefaultHttpContext().Request;
        const string Target = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F"
            + "20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=s";
        (request.Method, request.Host) = ("GET", new HostString("examplebucket.s3.amazonaws.com"));
        request.QueryString = new QueryString(Target[Target.IndexOf('?', StringComparison.Ordinal)..]);

        Assert.Equal(
            "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
            SigV4.Of(request, Target)!.Sign("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    }

    [Fact]
    public async Task AR2_A_presigned_address_works_and_an_altered_or_expired_one_does_not()
    {
        await using var gate = await StartAsync();
        using var store = new S3Blobs(gate.Options, TimeProvider.System);
        var (mine, other) = (NewKey(), NewKey());
        await store.WriteAsync(mine, async (to, ct) => await to.WriteAsync(new byte[] { 1, 2, 3 }, ct), Ct);
        await store.WriteAsync(other, async (to, ct) => await to.WriteAsync(new byte[] { 9 }, ct), Ct);
        using var http = new HttpClient();
        var address = store.Presign(mine, Headers, TimeSpan.FromMinutes(5))!.AbsoluteUri;

        using var read = await http.GetAsync(address, Ct);

        Assert.Equal([1, 2, 3], await read.Content.ReadAsByteArrayAsync(Ct));
        Assert.True(read.Headers.CacheControl?.NoStore);
        foreach (var altered in Altered(address, mine, other))
        {
            Assert.NotEqual(address, altered);
            using var refused = await http.GetAsync(altered, Ct);
            Assert.True(refused.StatusCode == HttpStatusCode.Forbidden, $"{refused.StatusCode} {altered}");
        }

        using var write = await http.PutAsync(address, new ByteArrayContent([7]), Ct);
        gate.Ahead = TimeSpan.FromMinutes(6);
        using var late = await http.GetAsync(address, Ct);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (write.StatusCode, late.StatusCode));
    }

    [Fact]
    public async Task AR1_What_a_bucket_cannot_do_is_not_taken_for_done()
    {
        await using var gate = await StartAsync();
        using var store = new S3Blobs(gate.Options, TimeProvider.System);
        var key = NewKey();
        await store.WriteAsync(key, async (to, ct) => await to.WriteAsync(new byte[] { 1 }, ct), Ct);
        gate.Refuses = _ => "NotImplemented";

        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.DeleteAsync(key, Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.OpenAsync(key, 0, 1, Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await store.FindAsync(key, Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () =>
        {
            await foreach (var one in store.ListAsync(Ct)) Assert.Fail($"{one}");
        });
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.WriteAsync(
            NewKey(), async (to, ct) => await to.WriteAsync(new byte[9], ct), Ct));

        // Many servers have no list of uploads; that alone is no failure.
        Assert.Equal(0, await store.ClearUnfinishedAsync(DateTimeOffset.MaxValue, Ct));
        gate.Refuses = _ => "AccessDenied";
        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => store.ClearUnfinishedAsync(DateTimeOffset.MaxValue, Ct));
    }

    [Fact]
    public async Task AR1_An_upload_in_parts_is_signed_and_whole()
    {
        await using var gate = await StartAsync();
        using var store = new S3Blobs(gate.Options, TimeProvider.System);
        var key = NewKey();

        await store.WriteAsync(key, async (to, ct) => await to.WriteAsync(new byte[(8 << 20) + 5], ct), Ct);

        Assert.Equal((8 << 20) + 5, await store.FindAsync(key, Ct));
    }

    private async Task<S3Gate> StartAsync()
    {
        Assert.SkipUnless(server.IsThere, "The S3 server is not installed: npm ci in tests/s3.");
        return await S3Gate.StartAsync(server.Options($"test-{Guid.NewGuid():N}/"));
    }

    private static IEnumerable<string> Altered(string address, BlobKey mine, BlobKey other)
    {
        yield return address.Replace(mine.Id, other.Id, StringComparison.Ordinal);
        yield return address.Replace("attachment", "inline", StringComparison.Ordinal);
        yield return address.Replace("octet-stream", "xhtml%2Bxml", StringComparison.Ordinal);
        yield return address.Replace("no-store", "public", StringComparison.Ordinal);
        yield return address.Replace("X-Amz-Expires=300", "X-Amz-Expires=604800", StringComparison.Ordinal);
        yield return address.Replace("X-Amz-Expires=299", "X-Amz-Expires=604800", StringComparison.Ordinal) + "&a=b";
        yield return System.Text.RegularExpressions.Regex.Replace(
            address, "X-Amz-Signature=[0-9a-f]{4}", "X-Amz-Signature=0000");
    }

    private static BlobKey NewKey() =>
        BlobKey.Of(new DocumentKey("t_northstar", "dev", "canvas", "canvas-1"), BlobKey.NewId());
}
