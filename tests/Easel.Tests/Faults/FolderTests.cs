namespace Easel.Tests.Faults;

/// <summary>Who may use a data folder (SPEC CL1, CL2).</summary>
[Collection(FaultTests.Name)]
public class FolderTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task CL1_A_second_server_on_a_folder_says_so_and_exits()
    {
        using var folder = FaultFolder.Create();
        await using var first = await ServerProcess.StartAsync(folder.Path);

        await using var second = ServerProcess.Launch(folder.Path);
        var code = await second.ExitAsync(Soon);

        Assert.Equal(1, code);
        Assert.Contains(folder.Path, second.Output);
        Assert.DoesNotContain("   at ", second.Output); // A sentence, not a stack trace.
        await AssertServesAsync(first);
    }

    [Theory]
    [InlineData(0)] // The header: not a database at all.
    [InlineData(4_096)] // The table of settings and documents.
    public async Task T23_A_database_that_cannot_be_opened_is_refused_in_a_sentence_and_left_alone(int at)
    {
        using var folder = FaultFolder.Create();
        await using (var server = await ServerProcess.StartAsync(folder.Path))
        {
            await AssertServesAsync(server);
            Assert.Equal(0, await server.TerminateAsync(Soon));
        }

        var file = Path.Combine(folder.Path, "easel.db");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes.AsSpan(at, 4_096).Clear();
        await File.WriteAllBytesAsync(file, bytes);

        await using var second = ServerProcess.Launch(folder.Path);
        var code = await second.ExitAsync(Soon);

        Assert.Equal(1, code);
        Assert.DoesNotContain("   at ", second.Output); // A sentence, not a stack trace.
        Assert.NotEqual("", second.Output);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task CL1_A_killed_server_leaves_no_lock_behind()
    {
        using var folder = FaultFolder.Create();
        await using (var first = await ServerProcess.StartAsync(folder.Path)) await first.KillAsync();

        await using var second = await ServerProcess.StartAsync(folder.Path);

        await AssertServesAsync(second);
    }

    [Fact]
    public async Task CL2_A_token_can_be_made_while_the_server_runs()
    {
        using var folder = FaultFolder.Create();
        await using var server = await ServerProcess.StartAsync(folder.Path);

        var (code, token, _) = await ServerProcess.RunAsync("token", "--user", "bob", "--data", folder.Path);

        Assert.Equal(0, code);
        Assert.Equal(token.TrimEnd() + "\n", token);
        using var client = new FaultClient(server.Url, token.TrimEnd());
        Assert.Equal(200, (await client.GetAsync("/canvas")).Status);
    }

    private static async Task AssertServesAsync(ServerProcess server)
    {
        using var client = server.Client();
        const string Ops = """[{"kind":"set_meta","key":"title","value":"here"}]""";
        var attempt = await client.SendAsync(new Attempt { Canvas = "c", Key = "k", Ops = Ops, Base = 0 });
        Assert.Equal(Outcome.Acknowledged, attempt.Outcome);
    }
}
