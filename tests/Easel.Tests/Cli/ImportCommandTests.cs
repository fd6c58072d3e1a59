using System.Text.Json;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

/// <summary>import, export, log and verify on a folder of their own, and on one that is served.</summary>
[Collection(FaultTests.Name)]
public class ImportCommandTests
{
    [Fact]
    public async Task CL3_A_folder_that_nobody_serves_is_worked_on_directly()
    {
        using var folder = new CliFolder();

        var import = await folder.DoAsync("import", CliFolder.Sample("sample.canvas"), "--json");
        var export = await folder.DoAsync("export", "sample");
        var log = await folder.DoAsync("log", "sample");
        var verify = await folder.DoAsync("verify");

        Assert.Equal(1, import.Json.GetProperty("head_rev").GetInt64());
        Assert.Equal(5, export.Json.GetProperty("nodes").GetArrayLength());
        Assert.Contains("added 754a8ef995f366bc (group)", log.Output);
        Assert.Contains("nothing wrong", verify.Output);
        Assert.False(File.Exists(Path.Combine(folder.Data, "server.json")));
    }

    [Fact]
    public async Task CL3_A_folder_that_is_served_is_reached_by_its_server()
    {
        using var folder = new CliFolder();
        await using var server = await ServerProcess.StartAsync(folder.Data);

        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"), "--canvas", "plan");

        using var client = server.Client();
        Assert.Equal(200, (await client.GetAsync("/canvas/plan")).Status);
    }

    [Fact]
    public async Task CL3_An_export_of_a_state_makes_the_same_state_again()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));
        await folder.DoAsync("export", "sample", "-o", folder.File("state.json"));

        var again = await folder.DoAsync("import", folder.File("state.json"), "--canvas", "copy");

        Assert.Contains("the state is the exported one", again.Output);
        var hashes = (await folder.DoAsync("verify", "--json")).Output.TrimEnd().Split('\n')
            .Select(line => JsonElement.Parse(line).GetProperty("state_hash").GetString());
        Assert.Single(hashes.Distinct());
    }

    [Fact]
    public async Task CL3_An_import_that_was_cut_off_goes_on_where_it_stopped()
    {
        using var folder = new CliFolder();
        var whole = Trace(300, end: new string('x', 300));
        Task<CliRun> importing;
        await using (var server = await ServerProcess.StartAsync(folder.Data))
        {
            using var client = server.Client();
            importing = folder.RunAsync("import", folder.Write("t.json", whole), "--canvas", "c");
            while (await client.FindAsync("c", "import:none") is null && (await client.GetAsync("/canvas/c")).Status != 200)
                await Task.Delay(5);
            await server.KillAsync();
        }

        var cut = await importing;
        var resumed = await folder.DoAsync("import", folder.File("t.json"), "--canvas", "c", "--json");
        var repeated = await folder.DoAsync("import", folder.File("t.json"), "--canvas", "c", "--json");

        Assert.Equal(1, cut.Code);
        Assert.DoesNotContain("   at ", cut.Error);
        Assert.Equal(301, resumed.Json.GetProperty("commands").GetInt32());
        Assert.InRange(resumed.Json.GetProperty("earlier").GetInt32(), 1, 300);
        Assert.True(resumed.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(301, repeated.Json.GetProperty("earlier").GetInt32());
        Assert.Equal(301, repeated.Json.GetProperty("head_rev").GetInt64());
    }

    [Fact]
    public async Task CL3_A_text_that_is_not_what_the_trace_says_fails()
    {
        using var folder = new CliFolder();

        var run = await folder.RunAsync("import", folder.Write("t.json", Trace(3, end: "y")));

        Assert.Equal(1, run.Code);
        Assert.Contains("differs from endContent", run.Output);
    }

    [Fact]
    public async Task CL3_An_unknown_canvas_is_answered_with_those_of_a_similar_name()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));

        var run = await folder.RunAsync("export", "sampel");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("Did you mean sample?", run.Error);
    }

    [Fact]
    public async Task CL3_Reading_makes_no_data_folder()
    {
        using var folder = new CliFolder();

        var run = await folder.RunAsync("verify");

        Assert.Equal(1, run.Code);
        Assert.Contains("easel serve", run.Error);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task CL3_Commands_on_a_folder_that_nobody_serves_take_turns()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));

        var exports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => folder.DoAsync("export", "sample")));

        Assert.Single(exports.Select(run => run.Output).Distinct());
    }

    private static string Trace(int edits, string end)
    {
        var patches = Enumerable.Range(0, edits).Select(i => $$"""{"patches":[[{{i}},0,"x"]]}""");
        return $$"""{"startContent":"","endContent":"{{end}}","txns":[{{string.Join(',', patches)}}]}""";
    }
}
