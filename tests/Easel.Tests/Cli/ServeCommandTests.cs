using System.Text;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

[Collection(FaultTests.Name)]
public class ServeCommandTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task CL1_A_first_run_makes_a_folder_for_its_owner_and_prints_three_lines()
    {
        using var folder = new CliFolder();
        await using var server = await ServerProcess.StartAsync(folder.Data);

        var lines = server.Output.Split('\n');
        Assert.Equal($"Easel serves {folder.Data} at {server.Url.ToString().TrimEnd('/')} (dev)", lines[0]);
        Assert.Matches(@"^Admin: http://127\.0\.0\.1:\d+$", lines[1]);
        Assert.StartsWith($"Studio: {server.Url}#token=", lines[2], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        if (OperatingSystem.IsWindows()) return;
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Data));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Data, "token.key")));
    }

    [Fact]
    public async Task TF4_A_damaged_key_of_checkpoints_is_a_sentence()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "checkpoint.key"), "no key");

        var run = await folder.RunAsync("serve", "--urls", "http://127.0.0.1:0");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("checkpoint.key is not a key of checkpoints. It signs checkpoints, so put a copy", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task CL3_Verify_asks_a_server_outside_dev_at_its_admin_listener()
    {
        using var folder = new CliFolder();
        await folder.DoAsync("import", CliFolder.Sample("sample.canvas"));
        await using var server = await ServerProcess.StartAsync(
            folder.Data, ("EASEL__ENV", "prod"), ("EASEL__ADMINURLS", "http://127.0.0.1:0"));

        var replayed = await folder.DoAsync("verify");
        var proved = await folder.DoAsync("verify", "--events");

        Assert.Contains("1 canvas, nothing wrong", replayed.Output);
        Assert.Contains("nothing wrong", proved.Output);
    }

    [Fact]
    public async Task CL1_The_studio_link_opens_both_tenants()
    {
        using var folder = new CliFolder();
        await using var server = await ServerProcess.StartAsync(folder.Data);
        var token = server.Output[(server.Output.IndexOf("#token=", StringComparison.Ordinal) + 7)..].Trim();

        using var client = new FaultClient(server.Url, token);

        Assert.Equal(200, (await client.GetAsync("/canvas?tenant_id=t_northstar")).Status);
        Assert.Equal(200, (await client.GetAsync("/canvas?tenant_id=t_system")).Status);
        Assert.Equal(200, (await client.GetAsync("/verify?tenant_id=t_system")).Status);
    }

    [Fact]
    public async Task CL1_A_port_in_use_is_a_sentence()
    {
        using var folder = new CliFolder();
        await using var server = await ServerProcess.StartAsync(folder.Data);
        using var other = new CliFolder();

        var run = await other.RunAsync("serve", "--urls", server.Url.ToString().TrimEnd('/'));

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains($"Another program listens at {server.Url.ToString().TrimEnd('/')}", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("a-string-secret-at-least-256-bits-long")]
    public async Task TE5_Outside_dev_a_key_that_is_no_key_is_refused_with_advice(string? key)
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.Data);
        if (key is not null) await File.WriteAllBytesAsync(Path.Combine(folder.Data, "token.key"), Encoding.ASCII.GetBytes(key));

        var run = await folder.RunAsync("serve", "--env", "prod");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("/dev/urandom", run.Error);
        Assert.False(File.Exists(Path.Combine(folder.Data, "easel.db")));
    }

    [Fact]
    public async Task CL1_The_command_line_wins_over_the_environment_and_that_over_the_file()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(
            Path.Combine(folder.Data, "easel.json"), """{"env":"staging","urls":"http://127.0.0.1:1","canvases":{"opsMax":2}}""");
        await using var server = await ServerProcess.StartAsync(
            folder.Data, ("EASEL__STRICTACTOR", "true"), ("EASEL__ENV", "dev"));

        using var client = server.Client();
        const string Op = """{"kind":"set_meta","key":"title","value":"x"}""";
        var attempt = await client.SendAsync(new Attempt { Canvas = "c", Key = "k", Ops = $"[{Op},{Op},{Op}]", Base = 0 });

        Assert.Contains("(dev)", server.Output);
        Assert.NotEqual(Outcome.Acknowledged, attempt.Outcome); // More ops than the file allows.
    }

    [Fact]
    public async Task CL1_A_file_that_is_no_configuration_is_a_sentence()
    {
        using var folder = new CliFolder();
        var broken = folder.Write("broken.json", "{");

        var run = await folder.RunAsync("serve", "--config", broken);

        Assert.Equal(1, run.Code);
        Assert.Contains("broken.json is not a configuration file", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task HO3_A_server_that_can_write_is_ready()
    {
        using var folder = new CliFolder();
        await using var server = await ServerProcess.StartAsync(folder.Data);
        using var http = new HttpClient { BaseAddress = server.Url };

        Assert.Equal("""{"status":"ready"}""", await http.GetStringAsync("/health/ready"));
        Assert.Equal(0, await server.TerminateAsync(Soon));
        Assert.False(File.Exists(Path.Combine(folder.Data, "server.json")));
    }
}
