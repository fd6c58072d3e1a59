using System.Security.Cryptography;
using Easel.Documents;
using Easel.Server.Artifacts;

namespace Easel.Tests.Contracts.Blobs;

/// <summary>What every store of blobs owes (RELIABILITY T29). One fresh store a test.</summary>
public abstract class BlobContract
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal abstract IBlobStore Store { get; }

    /// <summary>Opens a blob of these bytes whose read fails before its end.</summary>
    private protected abstract Task<Stream> OpenBrokenAsync(BlobKey key, byte[] content);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(8 << 20)] // Just one part.
    [InlineData((8 << 20) + 1)]
    [InlineData((17 << 20) + 3)]
    public async Task AR1_What_was_written_is_read_back(int bytes)
    {
        var content = RandomNumberGenerator.GetBytes(bytes);
        var key = NewKey();

        await WriteAsync(key, content, piece: 40_000);

        Assert.Equal(bytes, await Store.FindAsync(key, Ct));
        Assert.Equal(content, await ReadAsync(key, 0, bytes));
    }

    [Theory]
    [InlineData(0, 2)] // The S3 server of the tests takes 0-0 for the whole.
    [InlineData(5, 10)]
    [InlineData(99_999, 1)]
    [InlineData(70_000, 30_000)]
    public async Task AR2_A_part_of_it_is_read(int from, int count)
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var key = NewKey();
        await WriteAsync(key, content);

        Assert.Equal(content[from..(from + count)], await ReadAsync(key, from, count));
    }

    [Fact]
    public async Task AR2_A_read_that_fails_is_unavailable_storage()
    {
        await using var content = await OpenBrokenAsync(NewKey(), new byte[1 << 20]);
        var buffer = new byte[1 << 20];

        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await content.ReadExactlyAsync(buffer, Ct));
    }

    [Fact]
    public async Task AR1_What_is_not_there_is_not_there()
    {
        var key = NewKey();
        Assert.Null(await Store.FindAsync(key, Ct));
        Assert.Null(await Store.OpenAsync(key, 0, 1, Ct));
        Assert.Null(await Store.OpenAsync(key, 0, 0, Ct));
        await Store.DeleteAsync(key, Ct);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(20 << 20)]
    public async Task AR1_What_its_writer_breaks_off_is_never_there(int bytes)
    {
        var key = NewKey();

        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync(
            key,
            async (to, ct) =>
            {
                await to.WriteAsync(new byte[bytes], ct);
                throw new FormatException("broken off");
            },
            Ct));

        Assert.Null(await Store.FindAsync(key, Ct));
        Assert.Empty(await ListAsync());
        Assert.Equal(0, await Store.ClearUnfinishedAsync(DateTimeOffset.MaxValue, Ct));
    }

    [Fact]
    public async Task AR1_A_blob_is_not_there_before_it_is_whole()
    {
        var key = NewKey();
        await Store.WriteAsync(
            key,
            async (to, ct) =>
            {
                await to.WriteAsync(new byte[10 << 20], ct);
                Assert.Null(await Store.FindAsync(key, ct));
                Assert.Empty(await ListAsync());
            },
            Ct);
        Assert.Equal(10 << 20, await Store.FindAsync(key, Ct));
    }

    [Fact]
    public async Task AR1_What_is_still_being_written_is_not_cleared_however_long_it_takes()
    {
        var key = NewKey();
        await Store.WriteAsync(
            key,
            async (to, ct) =>
            {
                await to.WriteAsync(new byte[10 << 20], ct);
                Assert.Equal(0, await Store.ClearUnfinishedAsync(DateTimeOffset.MaxValue, ct));
                await to.WriteAsync(new byte[10 << 20], ct);
            },
            Ct);
        Assert.Equal(20 << 20, await Store.FindAsync(key, Ct));
    }

    [Fact]
    public async Task AR2_A_deleted_blob_is_gone_and_others_stay()
    {
        var (gone, stays) = (NewKey(), NewKey());
        await WriteAsync(gone, [1]);
        await WriteAsync(stays, [2]);

        await Store.DeleteAsync(gone, Ct);

        Assert.Null(await Store.OpenAsync(gone, 0, 1, Ct));
        Assert.Equal([2], await ReadAsync(stays, 0, 1));
        Assert.Equal([stays], (await ListAsync()).Select(one => one.Key));
    }

    [Fact]
    public async Task AR2_All_blobs_are_listed_with_their_size()
    {
        var keys = Enumerable.Range(0, 30).Select(i => NewKey(canvas: $"canvas-{i % 7}")).ToList();
        foreach (var key in keys) await WriteAsync(key, new byte[keys.IndexOf(key)]);

        var listed = await ListAsync();

        Assert.Equal(keys.Select(key => key.Text).Order(), listed.Select(one => one.Key.Text).Order());
        Assert.All(listed, one => Assert.Equal(keys.IndexOf(one.Key), one.Size));
        Assert.All(listed, one => Assert.InRange(
            one.WrittenAt, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(10)));
    }

    /// <summary>Ids that file systems and addresses would take for something else, or for the same.</summary>
    [Theory]
    [InlineData(".", "..")]
    [InlineData("...", "....")]
    [InlineData("Board", "board")]
    [InlineData("a:b", "a.b")]
    [InlineData("con", "nul")]
    [InlineData("board.", "board")]
    [InlineData("~0123456789", "-0123456789")]
    public async Task AR2_Canvases_with_names_that_look_alike_are_two(string one, string other)
    {
        var id = BlobKey.NewId();
        var (first, second) = (NewKey(one, id), NewKey(other, id));
        await WriteAsync(first, [1]);
        await WriteAsync(second, [2]);

        Assert.Equal([1], await ReadAsync(first, 0, 1));
        Assert.Equal([2], await ReadAsync(second, 0, 1));
        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task AR1_Many_are_written_at_once()
    {
        var contents = Enumerable.Range(0, 40).ToDictionary(_ => NewKey(), i => RandomNumberGenerator.GetBytes(i * 999));

        await Task.WhenAll(contents.Select(one => WriteAsync(one.Key, one.Value)));

        foreach (var (key, content) in contents) Assert.Equal(content, await ReadAsync(key, 0, content.Length));
    }

    private protected static BlobKey NewKey(string canvas = "canvas-1", string? id = null) =>
        BlobKey.Of(new DocumentKey("t_northstar", "dev", "canvas", canvas), id ?? BlobKey.NewId());

    private protected Task WriteAsync(BlobKey key, byte[] content, int piece = 1 << 20) => Store.WriteAsync(
        key,
        async (to, ct) =>
        {
            foreach (var one in content.Chunk(piece)) await to.WriteAsync(one, ct);
        },
        Ct);

    private protected async Task<byte[]> ReadAsync(BlobKey key, long from, long count)
    {
        await using var content = await Store.OpenAsync(key, from, count, Ct);
        using var copy = new MemoryStream();
        await content!.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }

    private protected async Task<List<StoredBlob>> ListAsync()
    {
        var found = new List<StoredBlob>();
        await foreach (var one in Store.ListAsync(Ct)) found.Add(one);
        return found;
    }
}
