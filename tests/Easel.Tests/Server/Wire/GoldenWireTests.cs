using Easel.Tests.Documents.Canvases;

namespace Easel.Tests.Server.Wire;

/// <summary>
/// The wire is frozen: a message that reads differently from <c>conformance/wire</c> is a decision, or a mistake. The files
/// are written anew with EASEL_WRITE_CONFORMANCE=1; the TypeScript client reads the same ones.
/// </summary>
public class GoldenWireTests
{
    private static readonly string Folder = Path.Combine(ConformanceWriter.Folder, "wire");

    [Theory]
    [InlineData("commands.json")]
    [InlineData("reads.json")]
    [InlineData("stream.json")]
    [InlineData("dialect.json")]
    [InlineData("socket.json")]
    [InlineData("audits.json")]
    [InlineData("maps.json")]
    public async Task GE_The_server_says_what_the_file_says(string name)
    {
        await using var scene = await WireScene.StartAsync();
        await WireScenes.All[name](scene);

        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("EASEL_WRITE_CONFORMANCE") == "1")
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllBytesAsync(file, scene.File);
        }

        Assert.Equal(await File.ReadAllLinesAsync(file), System.Text.Encoding.UTF8.GetString(scene.File).Split('\n')[..^1]);
    }
}
