using Easel.Documents;
using Easel.Server.Artifacts;

namespace Easel.Tests.Contracts.Blobs;

public sealed class FolderBlobTests : BlobContract, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-blobs-").FullName;

    internal override IBlobStore Store => field ??= new FolderBlobs(Path.Join(folder, "artifacts"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A folder can be opened as a file, and not be read.</summary>
    private protected override async Task<Stream> OpenBrokenAsync(BlobKey key, byte[] content)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Folders can be opened on Linux.");
        Directory.CreateDirectory(PathOf(key));
        return (await Store.OpenAsync(key, 0, content.Length, Ct))!;
    }

    private string PathOf(BlobKey key) => Path.Join(folder, "artifacts", key.Text);

    [Fact]
    public async Task AR2_The_file_of_a_blob_has_the_name_of_its_key_and_is_its_owners_alone()
    {
        var key = NewKey("board-one");
        await WriteAsync(key, [1, 2]);

        Assert.Equal([1, 2], await File.ReadAllBytesAsync(PathOf(key), Ct));
        if (OperatingSystem.IsWindows()) return; // It has no such modes.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOf(key)));
    }

    [Fact]
    public async Task AR1_What_a_killed_server_left_is_cleared_and_what_is_written_is_not()
    {
        var unfinished = Directory.CreateDirectory(Path.Join(folder, "artifacts", "unfinished")).FullName;
        await File.WriteAllTextAsync(Path.Join(unfinished, "art_left"), "half", Ct);
        var key = NewKey();
        await Store.WriteAsync(
            key,
            async (to, ct) =>
            {
                await to.WriteAsync(new byte[9], ct);
                Assert.Equal(1, await Store.ClearUnfinishedAsync(DateTimeOffset.MinValue, ct));
                await to.WriteAsync(new byte[9], ct);
            },
            Ct);

        Assert.Equal(18, await Store.FindAsync(key, Ct));
        Assert.Empty(Directory.GetFiles(unfinished));
    }

    [Fact]
    public async Task AR2_A_link_in_place_of_a_blob_is_not_followed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are looked at on Linux.");
        var secret = Path.Join(folder, "secret");
        await File.WriteAllTextAsync(secret, "s", Ct);
        var key = NewKey();
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(key))!);
        File.CreateSymbolicLink(PathOf(key), secret);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.OpenAsync(key, 0, 1, Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync(key, [1]));
        Assert.Equal("s", await File.ReadAllTextAsync(secret, Ct));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task AR2_A_link_in_place_of_a_folder_leads_nowhere()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Links are looked at on Linux.");
        var outside = Directory.CreateDirectory(Path.Join(folder, "outside")).FullName;
        var key = NewKey();
        var canvas = Path.GetDirectoryName(PathOf(key))!;
        Directory.CreateDirectory(Path.GetDirectoryName(canvas)!);
        Directory.CreateSymbolicLink(canvas, outside);
        await File.WriteAllTextAsync(Path.Join(outside, key.Id), "s", Ct);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.OpenAsync(key, 0, 1, Ct));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => WriteAsync(NewKey(), [1]));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.DeleteAsync(key, Ct));
        Assert.Equal([Path.Join(outside, key.Id)], Directory.GetFiles(outside));
        Assert.Empty(await ListAsync());
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
