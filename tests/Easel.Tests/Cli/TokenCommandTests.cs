using System.Buffers.Text;
using System.Text.Json;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

[Collection(FaultTests.Name)]
public class TokenCommandTests
{
    [Fact]
    public async Task CL2_A_folder_without_a_key_is_told_what_to_do()
    {
        using var folder = new CliFolder();

        var run = await folder.RunAsync("token", "--user", "alice");

        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("easel serve", run.Error);
        Assert.False(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task CL2_The_claims_are_what_was_asked_for_and_the_database_is_left_alone()
    {
        using var folder = new CliFolder();
        Directory.CreateDirectory(folder.Data);
        var key = Enumerable.Range(1, 32).Select(i => (byte)(i * 37)).ToArray();
        await File.WriteAllBytesAsync(Path.Combine(folder.Data, "token.key"), key);

        var run = await folder.DoAsync(
            "token", "--user", "bot", "--tenant", "t_lab", "--role", "viewer", "--type", "agent", "--expires", "2d");

        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(run.Output.TrimEnd().Split('.')[1]));
        Assert.Equal("bot", claims.GetProperty("sub").GetString());
        Assert.Equal("viewer", claims.GetProperty("role_map").GetProperty("t_lab").GetString());
        Assert.Equal("agent", claims.GetProperty("actor_type").GetString());
        var life = claims.GetProperty("exp").GetDouble() - claims.GetProperty("iat").GetDouble();
        Assert.InRange(life, (2 * 86_400) - 1, 2 * 86_400); // It ends with a whole second.
        Assert.Equal(["token.key"], Directory.GetFiles(folder.Data).Select(Path.GetFileName));
    }
}
