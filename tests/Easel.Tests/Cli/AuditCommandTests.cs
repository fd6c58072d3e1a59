using System.Text.Json;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

[Collection(FaultTests.Name)]
public class AuditCommandTests
{
    [Fact]
    public async Task CL3_An_audit_says_what_is_wrong_and_the_exit_code_says_whether_it_matters()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));

        var plain = await folder.DoAsync("audit", "sample");

        var lines = plain.Output.TrimEnd().Split('\n');
        Assert.StartsWith("warning\ttext.no-alternative\t7efdbbe0c4742315\t“_site/logo.svg”: The image ", lines[0]);
        Assert.Equal("sample r1, standard: score 0.96, 0 errors, 1 warning, 0 infos", lines[1]);
        Assert.Equal(0, (await folder.RunAsync("audit", "sample", "--fail-on", "error")).Code);
        Assert.Equal(1, (await folder.RunAsync("audit", "sample", "--fail-on", "warning")).Code);
        Assert.Equal(1, (await folder.RunAsync("audit", "sample", "--rev", "2")).Code);
        Assert.Equal(1, (await folder.RunAsync("audit", "none")).Code);
        Assert.Equal(2, (await folder.RunAsync("audit", "sample", "--ruleset", "none")).Code);
    }

    [Fact]
    public async Task CL3_An_audit_goes_to_the_server_that_runs_and_writes_JSON()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));
        await using var server = await ServerProcess.StartAsync(folder.Data);

        var report = (await folder.DoAsync("audit", "sample", "--ruleset", "accessibility", "--json")).Json;

        Assert.Equal("accessibility", report.GetProperty("ruleset").GetString());
        Assert.Equal(JsonValueKind.Array, report.GetProperty("findings").ValueKind);
        Assert.Equal(1, report.GetProperty("errors").GetInt32());
    }
}
