using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

/// <summary>What a person sees who is learning the commands, or mistypes one (SPEC CL3).</summary>
[Collection(FaultTests.Name)]
public class UsageTests
{
    [Theory]
    [InlineData("serve")]
    [InlineData("token")]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("log")]
    [InlineData("verify")]
    public async Task CL3_Help_shows_examples(string command)
    {
        var (code, output, _) = await ServerProcess.RunAsync(command, "--help");

        Assert.Equal(0, code);
        Assert.Contains($"easel {command}", output[output.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }

    [Theory]
    [InlineData]
    [InlineData("bogus")]
    [InlineData("token")]
    [InlineData("token", "--user", "a", "--role", "king")]
    [InlineData("token", "--user", "a", "--tenant", "northstar")]
    [InlineData("token", "--user", "a", "--expires", "soon")]
    [InlineData("export", "no/canvas")]
    [InlineData("export", "c", "--rev", "-1")]
    [InlineData("import", "no-such-file.canvas")]
    [InlineData("serve", "--env", "test")]
    public async Task CL3_What_makes_no_sense_ends_with_2_and_a_hint(params string[] arguments)
    {
        var (code, output, error) = await ServerProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("--help", error);
        Assert.DoesNotContain("   at ", error);
    }
}
