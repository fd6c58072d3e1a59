using System.Text;
using Easel.Documents;
using Easel.Server.Events;
using Microsoft.Extensions.DependencyInjection;
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
        using (var file = await CheckpointFile.OpenAsync(folder))
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

    private Task<EaselApp> StartAsync(string? data = null) => EaselApp.StartAsync(
        settings =>
        {
            if (data is not null) Copy(data, settings.Data);
        },
        builder => builder.Services.Configure<EventOptions>(events => events.CheckpointFolder = folder));
}
