using System.Text;
using Easel.Server.Maps;

namespace Easel.Tests.Server.Maps;

/// <summary>A file is replaced whole or not at all, and what somebody else has written is never lost.</summary>
public sealed class FileSwapTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-swap-").FullName;

    private string Target => Path.Combine(folder, "a.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void MP4_What_cannot_be_read_after_the_exchange_is_put_back()
    {
        using (var large = File.Create(Target)) large.SetLength(MapDisk.FileBytesMax + 1);

        Assert.Equal(Replaced.Changed, Replace("mine", HashOf("before")));

        Assert.Equal(MapDisk.FileBytesMax + 1, new FileInfo(Target).Length);
        Assert.Equal([Target], Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("before", "before", true, "mine")]
    [InlineData("theirs", "before", false, "theirs")]
    [InlineData("theirs", null, false, "theirs")]
    [InlineData(null, "before", false, null)]
    [InlineData(null, null, true, "mine")]
    public void MP4_Only_what_was_expected_is_replaced(string? there, string? expected, bool isReplaced, string? after)
    {
        if (there is not null) File.WriteAllText(Target, there);

        var became = Replace("mine", expected is null ? null : HashOf(expected));

        Assert.Equal(isReplaced ? Replaced.Done : Replaced.Changed, became);
        Assert.Equal(after, File.Exists(Target) ? File.ReadAllText(Target) : null);
        Assert.Equal(after is null ? 0 : 1, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void MP4_What_a_killed_server_took_out_is_kept_unless_it_is_known()
    {
        var names = new[] { "theirs", "before", "mine" }.ToDictionary(text => text, text =>
        {
            var left = Path.Combine(folder, $".a.json.{Guid.NewGuid():N}.swap");
            File.WriteAllText(left, text);
            return left;
        });
        File.WriteAllText(Path.Combine(folder, $".a.json.{Guid.NewGuid():N}.tmp"), "half of m");
        File.WriteAllText(Target, "mine");

        FileSwap.Settle(folder, Target, HashOf("before"), HashOf("mine"));

        Assert.All(names.Values, name => Assert.False(File.Exists(name)));
        var kept = Assert.Single(Directory.GetFiles(folder, "a.kept-*.json"));
        Assert.Equal("theirs", File.ReadAllText(kept));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void MP4_A_save_leaves_the_temporary_files_of_other_saves_alone()
    {
        string[] others =
        [
            $".a.json.b.json.{Guid.NewGuid():N}.tmp", $".a.json.{Guid.NewGuid():N}.x.tmp", ".a.json.tmp",
            $".b.json.{Guid.NewGuid():N}.swap",
        ];
        foreach (var name in others) File.WriteAllText(Path.Combine(folder, name), "");

        Assert.Equal(Replaced.Done, Replace("mine", null));

        Assert.All(others, name => Assert.True(File.Exists(Path.Combine(folder, name)), name));
    }

    [Fact]
    public async Task MP4_However_somebody_else_writes_and_deletes_nothing_of_theirs_is_lost()
    {
        const int Rounds = 400;
        using var isOver = new CancellationTokenSource();
        var saving = Task.Run(() =>
        {
            while (!isOver.IsCancellationRequested) Replace("mine", HashOf("before"));
        });
        var stray = Path.Combine(folder, "theirs");
        for (var round = 0; round < Rounds; round++)
        {
            File.WriteAllText(stray, $"theirs {round}");
            File.Move(stray, Target, overwrite: true);
            if (round % 3 == 0) File.Delete(Target);
        }

        File.WriteAllText(stray, "the last");
        File.Move(stray, Target, overwrite: true);
        await isOver.CancelAsync();
        await saving;

        var found = Directory.GetFiles(folder).Select(File.ReadAllText).ToList();
        Assert.Contains("the last", found);
        Assert.DoesNotContain("mine", found);
        Assert.Empty(Directory.GetFiles(folder, "*.swap"));
    }

    private static string HashOf(string text) => MapDisk.HashOf(Encoding.UTF8.GetBytes(text));

    private Replaced Replace(string text, string? expected) =>
        FileSwap.Replace(folder, Target, Encoding.UTF8.GetBytes(text), expected, mayOverwrite: false);
}
