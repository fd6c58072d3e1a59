using System.Text.Json;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

/// <summary>A data folder, and the real program that is run on it.</summary>
internal sealed class CliFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("easel-cli-").FullName;

    /// <summary>The data folder. Nothing has made it yet.</summary>
    public string Data => System.IO.Path.Combine(root, "data");

    /// <summary>A file beside the data folder.</summary>
    public string File(string name) => System.IO.Path.Combine(root, name);

    public string Write(string name, string content)
    {
        System.IO.File.WriteAllText(File(name), content);
        return File(name);
    }

    public static string Sample(string name) => System.IO.Path.Combine(RepositoryRoot.Path, "tests", "data", name);

    public async Task<CliRun> RunAsync(params string[] arguments)
    {
        var (code, output, error) = await ServerProcess.RunAsync([.. arguments, "--data", Data]);
        return new CliRun(code, output, error);
    }

    /// <summary>Runs a command that must succeed.</summary>
    public async Task<CliRun> DoAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)} ended with {run.Code}: {run.Error}{run.Output}");
        return run;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}

/// <summary>A command that has ended.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public JsonElement Json => JsonElement.Parse(Output);
}
