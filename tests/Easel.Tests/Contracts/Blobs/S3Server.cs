using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Easel.Server.Artifacts;

namespace Easel.Tests.Contracts.Blobs;

/// <summary>A server that speaks S3, from the npm package of <c>tests/s3</c>, with one bucket.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string Bucket = "easel-tests";

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("easel-s3-").FullName;
    private Process? process;
    private int port;

    private static string Program => Path.Join(
        RepositoryRoot.Path, "tests", "s3", "node_modules", "s3rver", "bin", "s3rver.js");

    /// <summary>False where the package was not installed; <c>./test</c> does it.</summary>
    public bool IsThere => process is not null;

    internal S3Options Options(string prefix) => new()
    {
        Bucket = Bucket,
        Endpoint = $"http://127.0.0.1:{port}",
        AccessKey = "S3RVER",
        SecretKey = "S3RVER",
        Prefix = prefix,
    };

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Program)) return;
        port = FreePort();
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Program, "--directory", folder, "--address", "127.0.0.1", "--port", $"{port}", "--silent",
                "--configure-bucket", Bucket,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient();
        var clock = Stopwatch.StartNew();
        while (!await AnswersAsync(http))
        {
            Assert.False(process.HasExited || clock.Elapsed > StartMax, "The S3 server does not start.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{port}/");
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
