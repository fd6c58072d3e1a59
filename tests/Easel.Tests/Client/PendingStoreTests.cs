using Easel.Client;

namespace Easel.Tests.Client;

/// <summary>Pending edits on a disk.</summary>
public sealed class PendingStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-pending-").FullName;

    [Fact]
    public async Task What_was_saved_last_is_there_for_the_next_process_until_it_is_cleared()
    {
        await using (var store = FilePendingStore.Open(folder, "c1"))
        {
            Assert.Null(await store.LoadAsync(default));
            await store.SaveAsync("first"u8.ToArray(), default);
            await store.SaveAsync("second"u8.ToArray(), default);
        }

        await using var next = FilePendingStore.Open(folder, "c1");
        Assert.Equal("second"u8.ToArray(), (await next.LoadAsync(default))!.Value.ToArray());
        await next.ClearAsync(default);
        Assert.Null(await next.LoadAsync(default));
    }

    [Fact]
    public async Task One_process_uses_a_slot()
    {
        await using var store = FilePendingStore.Open(folder, "c1");
        await using var other = FilePendingStore.Open(folder, "c2");

        var taken = Assert.Throws<EaselException>(() => FilePendingStore.Open(folder, "c1"));

        Assert.Equal(EaselCodes.PendingInUse, taken.Code);
    }

    [Fact]
    public async Task A_damaged_file_is_said_to_be_damaged_and_left_alone()
    {
        await using var store = FilePendingStore.Open(folder, "c1");
        await store.SaveAsync("something to keep"u8.ToArray(), default);
        var file = Path.Combine(folder, "c1.pending");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var damaged = await Assert.ThrowsAsync<EaselException>(async () => await store.LoadAsync(default));

        Assert.Equal(EaselCodes.PendingDamaged, damaged.Code);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_save_that_was_cut_off_leaves_the_one_before()
    {
        await using var store = FilePendingStore.Open(folder, "c1");
        await store.SaveAsync("whole"u8.ToArray(), default);
        await File.WriteAllBytesAsync(Path.Combine(folder, "c1.pending.next"), "ha"u8.ToArray());

        Assert.Equal("whole"u8.ToArray(), (await store.LoadAsync(default))!.Value.ToArray());
        await store.SaveAsync("after"u8.ToArray(), default);
        Assert.Equal("after"u8.ToArray(), (await store.LoadAsync(default))!.Value.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../c1")]
    [InlineData(".hidden")]
    public void A_slot_cannot_leave_its_folder(string slot) =>
        Assert.Throws<ArgumentException>(() => FilePendingStore.Open(folder, slot));

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
