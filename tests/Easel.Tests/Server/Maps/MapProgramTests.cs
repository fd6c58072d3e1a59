using Easel.Server.Maps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>The one program that the configuration names runs, within its limits, and no other ever does.</summary>
public sealed class MapProgramTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("easel-programs-").FullName;

    private string Noted => Path.Combine(folder, "noted");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task MP7_Save_and_run_saves_validates_and_runs_the_program_with_the_name_of_the_file()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var app = await StartAsync(null,
            ("Maps:Executable", Program("game", NoteCall)), ("Maps:MayRun", "true"));
        await app.OpenAsync();
        await app.EditAsync(1);

        var reply = await app.SendAsync("map:save-and-run");

        Assert.Equal("""{"ok":true,"value":null}""", reply.Text);
        Assert.False((await app.NowAsync()).GetProperty("dirty").GetBoolean());
        var file = app.FileOf("box.json");
        var validated = $"{app.Folder}|--validate-map {file}|2";
        Assert.Equal([validated, validated, $"{app.Folder}|box.json|1"], await ReadNotesAsync(3));
    }

    [Theory]
    [InlineData("true", "exit 1")] // An invalid map is not run,
    [InlineData("false", "exit 0")] // and none is where the operator does not want it.
    public async Task MP7_What_may_not_run_does_not(string mayRun, string end)
    {
        if (OperatingSystem.IsWindows()) return;
        var script = $$"""
            {{NoteCall}}
            while [ "$1" != --validate-map ] && [ -d {{folder}} ]; do sleep 0.05; done
            [ -f {{folder}}/open ] || exit 0
            {{end}}
            """;
        await using var app = await StartAsync(null,
            ("Maps:Executable", Program("game", script)), ("Maps:MayRun", mayRun));
        await app.OpenAsync();
        File.WriteAllText(Path.Combine(folder, "open"), "");
        await app.EditAsync(1);

        await app.SendAsync("map:save-and-run");

        Assert.Equal(0, app.App.Services.GetRequiredService<MapPrograms>().Running); // One that runs would still.
        Assert.All(await ReadNotesAsync(2), note => Assert.Contains("--validate-map", note));
    }

    [Fact]
    public async Task MP7_Save_and_run_saves_even_if_the_program_cannot_start_and_the_map_says_so()
    {
        if (OperatingSystem.IsWindows()) return;
        var program = Program("game", NoteCall);
        await using var app = await StartAsync(null, ("Maps:Executable", program), ("Maps:MayRun", "true"));
        await app.OpenAsync();
        await app.EditAsync(1);
        File.Delete(program);

        var reply = await app.SendAsync("map:save-and-run");

        Assert.Equal("map-validation/runner-failed", CodeOf(reply));
        var map = await app.NowAsync();
        Assert.False(map.GetProperty("dirty").GetBoolean());
        Assert.Contains("\"radius\": 8", app.Read());
        var said = map.GetProperty("lastValidation");
        Assert.False(said.GetProperty("ok").GetBoolean());
        Assert.Contains("could not be started", said.GetProperty("reportText").GetString());
        Assert.Single(await ReadNotesAsync(1)); // The validation when it was opened.
    }

    [Fact]
    public async Task MP6_No_request_names_a_program_or_its_arguments()
    {
        if (OperatingSystem.IsWindows()) return;
        var evil = Program("evil", $"echo evil >> {Noted}");
        await using var app = await StartAsync(null,
            ("Maps:Executable", Program("game", NoteCall)), ("Maps:MayRun", "true"));
        await app.OpenAsync();
        await app.EditAsync(1);
        var settings = (await app.SendAsync("settings:get")).Text;
        var names = string.Join(',', new[]
        {
            "executable", "Executable", "gameExecutablePath", "program", "path", "args", "arguments", "settings",
        }.Select(name => $"\"{name}\":\"{evil}\""));

        foreach (var channel in (string[])
            ["settings:update", "map:open", "map:new", "map:validate", "map:save", "map:save-and-run", "map:save-as"])
            await app.SendAsync($"{channel}?gameExecutablePath={evil}&executable={evil}", $$"""{{{names}}}""");
        foreach (var path in (string[])["--help.json", "-x.json", evil, "../game", "a/--x.json"])
        {
            foreach (var channel in (string[])["map:validate", "map:save-as", "map:new", "map:open"])
            {
                var refused = await app.SendAsync(channel, $$"""{"mapPath":"{{path}}","unsaved":"dont-save"}""");
                Assert.Equal(422, refused.Status);
            }
        }

        Assert.Equal(settings, (await app.SendAsync("settings:get")).Text);
        Assert.All(File.ReadAllLines(Noted), note => Assert.Matches(
            @"\|(--validate-map .*/maps/(box|untitled)\.json\|2|(box|untitled)\.json\|1)$", note));
        Assert.Contains("settings/read-only", (await app.SendAsync("settings:update", $$"""{{{names}}}""")).Text);
    }

    [Fact]
    public async Task MP7_A_program_that_does_not_end_is_killed_with_all_that_it_started_and_its_output_is_cut()
    {
        if (OperatingSystem.IsWindows()) return;
        var script = $"sleep 300 & echo $! > {Noted}\nyes >&2 &\nyes";
        using var programs = Programs(Program("endless", script), outputMax: 1_024, timeMax: TimeSpan.FromSeconds(1));

        var run = (await programs.RunAsync(folder, []))!;

        Assert.Null(run.ExitCode);
        Assert.Equal((1_024, 1_024), (run.Output.Length, run.Errors.Length));
        var child = int.Parse((await ReadNotesAsync(1))[0], null);
        await UntilAsync(() => !IsRunning(child));
    }

    [Fact]
    public async Task MP7_What_is_played_runs_as_long_as_it_likes_and_takes_no_place_of_a_validator()
    {
        if (OperatingSystem.IsWindows()) return;
        var script = $$"""
            if [ "$1" = check ]; then echo checked; exit 0; fi
            echo start >> {{Noted}}; yes | head -c 1000000; while [ ! -f {{folder}}/go ]; do sleep 0.05; done
            echo end >> {{Noted}}
            """;
        using var programs = Programs(Program("game", script), atOnce: 1, timeMax: TimeSpan.FromSeconds(10), runs: 2);

        Assert.True(programs.TryStart(folder, "a.json"));
        Assert.True(programs.TryStart(folder, "b.json"));
        Assert.False(programs.TryStart(folder, "c.json"));
        Assert.Equal("checked\n", (await programs.RunAsync(folder, ["check"]))!.Output);

        Assert.Equal(["start", "start"], await ReadNotesAsync(2));
        File.WriteAllText(Path.Combine(folder, "go"), "");
        Assert.Equal(2, (await ReadNotesAsync(4)).Count(note => note == "end"));
        await UntilAsync(() => programs.TryStart(folder, "check"));
    }

    [Fact]
    public async Task MP7_Save_and_run_says_why_it_did_not_get_so_far()
    {
        if (OperatingSystem.IsWindows()) return;
        var game = Program("game", $$"""
            if [ -f {{folder}}/bad ]; then echo no; exit 1; fi
            if [ "$1" = --validate-map ] && [ -f {{folder}}/last ]; then rm $0; fi
            """);
        await using var app = await StartAsync(null, ("Maps:Executable", game), ("Maps:MayRun", "true"));
        await app.OpenAsync();
        await app.EditAsync(1);
        app.Put("box.json", "{}");

        Assert.Equal("map-io/changed-on-disk", CodeOf(await app.SendAsync("map:save-and-run")));
        await app.SendAsync("map:save", """{"overwrite":true}""");
        File.WriteAllText(Path.Combine(folder, "bad"), "");
        var invalid = await app.SendAsync("map:save-and-run");
        Assert.Equal("map-validation/invalid-map", CodeOf(invalid));
        var report = invalid.Json.GetProperty("error").GetProperty("report");
        Assert.Equal("no", report.GetProperty("prettyText").GetString());
        File.Delete(Path.Combine(folder, "bad"));
        File.WriteAllText(Path.Combine(folder, "last"), "");
        Assert.Equal("map-run/not-started", CodeOf(await app.SendAsync("map:save-and-run")));
    }

    [Fact]
    public async Task MP7_Only_so_many_run_at_once()
    {
        if (OperatingSystem.IsWindows()) return;
        var script = $"echo start >> {Noted}; while [ ! -f {folder}/go ]; do sleep 0.05; done; echo end >> {Noted}";
        using var programs = Programs(Program("slow", script), atOnce: 2, timeMax: TimeSpan.FromSeconds(60));

        var runs = Enumerable.Range(0, 5).Select(_ => programs.RunAsync(folder, [])).ToList();
        Assert.Equal(["start", "start"], await ReadNotesAsync(2));
        File.WriteAllText(Path.Combine(folder, "go"), "");
        await Task.WhenAll(runs);

        var running = 0;
        Assert.All(await ReadNotesAsync(10), note => Assert.InRange(running += note == "start" ? 1 : -1, 0, 2));
    }

    private string NoteCall => $"echo \"$PWD|$*|$#\" >> {Noted}";

    private static MapPrograms Programs(
        string program, TimeSpan timeMax, int outputMax = 1 << 16, int atOnce = 2, int runs = 4) =>
        new(Options.Create(new MapOptions
        {
            Executable = program,
            ExecutableTimeMax = timeMax,
            ExecutableOutputMax = outputMax,
            ExecutablesMax = atOnce,
            RunsMax = runs,
        }));

    private static bool IsRunning(int process)
    {
        var status = $"/proc/{process}/stat";
        return File.Exists(status) && !File.ReadAllText(status).Contains(" Z ", StringComparison.Ordinal);
    }

    private string Program(string name, string script)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!isSo()) await Task.Delay(10, patience.Token);
    }

    private async Task<string[]> ReadNotesAsync(int count)
    {
        await UntilAsync(() => File.Exists(Noted) && File.ReadAllLines(Noted).Length >= count);
        return File.ReadAllLines(Noted);
    }
}
