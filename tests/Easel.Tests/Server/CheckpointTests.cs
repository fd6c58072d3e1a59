using System.Diagnostics;
using System.Text;
using Easel.Documents;
using Easel.Server;
using Easel.Server.Events;
using Easel.Tests.Contracts;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public sealed class CheckpointTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-checkpoints-").FullName;

    private string File => Path.Combine(folder, "checkpoints.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task TF4_A_checkpoint_names_what_changed_and_is_linked_and_signed()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        await app.CommandAsync("d", 0, Add("a"));
        await MakeAsync(app);
        await app.CommandAsync("d", 1, Add("b"));
        await MakeAsync(app);
        await MakeAsync(app); // Nothing changed: none is made.

        var lines = await System.IO.File.ReadAllLinesAsync(File);
        using var key = CheckpointKey.ReadPublic(Path.Combine(app.Settings.Data, "checkpoint.pub"));
        var chain = new CheckpointChain(key);
        var checkpoints = new List<Checkpoint>();
        foreach (var line in lines)
        {
            Assert.Null(chain.Follow(Encoding.UTF8.GetBytes(line), out var one));
            checkpoints.Add(one!);
        }

        Assert.Equal(2, checkpoints.Count);
        var canvases = checkpoints[0].Heads.Where(head => head.Document.Kind == "canvas");
        Assert.Equal(["c", "d"], canvases.Select(head => head.Document.Id));
        Assert.Equal([("d", new Revision(2))], checkpoints[1].Heads.Select(head => (head.Document.Id, head.Revision)));
        Assert.Equal([new FeedHead(Tenant, 4)], checkpoints[1].Feeds);
        var commits = (await app.GetAsync("/canvas/d/commits")).Json.GetProperty("commits");
        Assert.Equal(commits[1].GetProperty("hash").GetString(), checkpoints[1].Heads[0].Hash.ToString());
        if (!OperatingSystem.IsWindows())
        {
            var mode = System.IO.File.GetUnixFileMode(Path.Combine(app.Settings.Data, "checkpoint.key"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        }
    }

    [Fact]
    public async Task TF4_A_stop_leaves_nothing_without_a_checkpoint_and_a_start_goes_on()
    {
        for (var n = 1; n <= 3; n++)
        {
            var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
            await using var app = await StartAsync(data);
            await app.CommandAsync("c", n - 1, Add($"a{n}"));
            await app.StopAsync();
            Assert.Equal(n, (await System.IO.File.ReadAllLinesAsync(File)).Length);
            Copy(app.Settings.Data, data);
        }

        Assert.Null(Follow(await System.IO.File.ReadAllLinesAsync(File)));
    }

    [Fact]
    public async Task TF4_A_torn_line_is_cut_off_and_the_next_goes_on_before_it()
    {
        var line = "";
        await using (var app = await StartAsync())
        {
            await app.CommandAsync("c", 0, Add("a"));
            await app.StopAsync();
            line = await System.IO.File.ReadAllTextAsync(File);
        }

        await System.IO.File.AppendAllTextAsync(File, line[..100]);
        using (var key = CheckpointKey.OpenOrMake(folder))
        using (var file = await CheckpointFile.OpenAsync(folder, key, Sample.Start))
            Assert.Contains("torn", file.Finding, StringComparison.Ordinal);

        Assert.Equal(line, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task TF4_Every_change_of_a_checkpoint_shows()
    {
        await using var app = await StartAsync();
        for (var n = 0; n < 4; n++)
        {
            await app.CommandAsync("c", n, Add($"a{n}"));
            await MakeAsync(app);
        }

        var lines = await System.IO.File.ReadAllLinesAsync(File);
        using var key = CheckpointKey.ReadPublic(Path.Combine(app.Settings.Data, "checkpoint.pub"));
        Assert.Null(Follow(lines, key));
        Assert.Equal("checkpoint 3 stands where 2 belongs", Follow([lines[0], .. lines[2..]], key));
        Assert.Equal("checkpoint 2 was changed", Follow([lines[0], lines[1].Replace("dev", "prod")], key));
        Assert.Equal("checkpoint 2 stands where 1 belongs", Follow(lines[1..], key));
        for (var at = 0; at < lines[1].Length; at += 3)
        {
            var changed = lines[1].ToCharArray();
            changed[at] = (char)(changed[at] ^ 1);
            Assert.True(Follow([lines[0], new string(changed)], key) is not null, $"a change at {at} goes unnoticed");
        }

        var other = Directory.CreateDirectory(Path.Combine(folder, "other")).FullName;
        using var foreign = CheckpointKey.OpenOrMake(other);
        Assert.Contains("another key", Follow(lines, foreign), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TF4_What_a_failed_write_left_is_no_part_of_the_next_checkpoint()
    {
        if (OperatingSystem.IsWindows()) return; // Another process cannot write there.
        using var key = CheckpointKey.OpenOrMake(folder);
        using (var file = await CheckpointFile.OpenAsync(folder, key, Sample.Start))
        {
            file.Append(new Checkpoint(1, Sample.Start, default, [], []), key);
            using var sh = Process.Start("sh", ["-c", $"head -c 5000 /dev/zero >> '{File}'"]);
            await sh.WaitForExitAsync();
            Assert.True(new FileInfo(File).Length > 5_000);
            file.Append(new Checkpoint(2, Sample.Start, file.Chain.Hash, [], []), key);
        }

        using var again = await CheckpointFile.OpenAsync(folder, key, Sample.Start);
        Assert.Equal((2, null), (again.Chain.Seq, again.Finding));
        Assert.Null(Follow(await System.IO.File.ReadAllLinesAsync(File), key));
    }

    [Fact]
    public async Task TF4_A_full_file_is_put_away_and_the_chain_goes_on_in_the_next()
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        for (var (start, rev) = (0, 0); start < 3; start++)
        {
            await using var app = await StartAsync(data, fileBytes: 4_096);
            for (var n = 0; n < 12; n++, rev++)
            {
                await app.CommandAsync("c", rev, Add($"a{rev}"));
                await MakeAsync(app);
            }

            var lines = await VerifyAsync(app);
            Assert.All(lines, line => Assert.Contains("\"ok\":true", line, StringComparison.Ordinal));
            await app.StopAsync();
            Copy(app.Settings.Data, data);
            if (start == 1) CheckpointFiles.PutAway(File); // As a crash leaves it: the next has not begun.
        }

        var full = CheckpointFiles.FullOnes(File);
        Assert.True(full.Count > 3, $"{full.Count} files");
        Assert.Equal("checkpoints-000001.jsonl", Path.GetFileName(full[0]));
        Assert.All(full, path => Assert.True(new FileInfo(path).Length < 8_192));
        var all = full.Append(File).SelectMany(System.IO.File.ReadAllLines).ToArray();
        using var key = CheckpointKey.ReadPublic(Path.Combine(data, "checkpoint.pub"));
        Assert.Null(Follow(all, key));
        await using var joined = CheckpointFiles.OpenAll(File);
        var signed = await SignedHeads.ReadAsync(joined!, key);
        Assert.Equal((all.Length, null), ((int)signed.Chain.Seq, signed.Finding));
        Assert.Equal(37, signed.Chain.Feeds[Tenant]);
    }

    [Fact]
    public async Task TF4_Seconds_without_commits_cost_no_look_at_the_store()
    {
        var (looks, store, feed, clock) = (0, new FaultyStore(new MemoryDocumentStore("e")), new CommitFeed(),
            new FastClock());
        store.OnListFeeds = () => Interlocked.Increment(ref looks);
        using var checkpoints = new Checkpoints(
            store, feed, Options.Create(new EventOptions()), new ServerSettings { Data = folder }, clock,
            NullLogger<Checkpoints>.Instance);
        await checkpoints.StartAsync(default);

        await clock.PassAsync(20);
        Assert.Equal(0, looks);
        feed.Publish(Sample.Key(), new Revision(1));
        await clock.PassAsync(20);
        Assert.Equal(1, looks);

        await checkpoints.StopAsync(default);
    }

    private static string? Follow(string[] lines, CheckpointKey? key = null)
    {
        var chain = new CheckpointChain(key);
        return lines.Select(line => chain.Follow(Encoding.UTF8.GetBytes(line), out _))
            .FirstOrDefault(finding => finding is not null);
    }

    private static Task MakeAsync(EaselApp app) => app.Services.GetRequiredService<Checkpoints>().MakeAsync(default);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from))
            System.IO.File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static async Task<string[]> VerifyAsync(EaselApp app)
    {
        var reply = await app.GetAsync("/verify/events", Token("root", "t_system", "admin"));
        return reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private Task<EaselApp> StartAsync(string? data = null, int? fileBytes = null) => EaselApp.StartAsync(
        settings =>
        {
            if (data is not null) Copy(data, settings.Data);
        },
        builder => builder.Services.Configure<EventOptions>(events =>
        {
            events.CheckpointFolder = folder;
            if (fileBytes is { } bytes) events.CheckpointFileBytes = bytes;
        }));

    /// <summary>A clock on which a timer's second takes ten milliseconds.</summary>
    private sealed class FastClock : TimeProvider
    {
        private int ticks;

        public async Task PassAsync(int count)
        {
            for (var end = Volatile.Read(ref ticks) + count; Volatile.Read(ref ticks) < end;) await Task.Delay(5);
        }

        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(
            passed =>
            {
                Interlocked.Increment(ref ticks);
                callback(passed);
            },
            state, dueTime / 100, period / 100);
    }
}
