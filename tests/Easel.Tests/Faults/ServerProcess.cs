using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Easel.Server.Auth;

namespace Easel.Tests.Faults;

/// <summary>The built server as a process of its own, on a data folder that outlives it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();

    private ServerProcess(Process process, string folder, Uri url) =>
        (this.process, Folder, Url) = (process, folder, url);

    public string Folder { get; }

    public Uri Url { get; }

    public int Id => process.Id;

    /// <summary>From the start of the process until it said that it was ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>What it wrote so far, for messages of failed tests.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var clock = Stopwatch.StartNew();
        var server = Launch(folder, settings);
        using var http = new HttpClient { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(5) };
        while (!await IsReadyAsync(http))
        {
            if (server.process.HasExited || clock.Elapsed > StartMax)
            {
                var end = server.process.HasExited ? $"exited with {server.process.ExitCode}" : "is not ready";
                var wrote = server.Output;
                await server.DisposeAsync();
                throw new InvalidOperationException($"The server {end} after {clock.Elapsed}. It wrote:\n{wrote}");
            }

            await Task.Delay(20);
        }

        server.ReadyAfter = clock.Elapsed;
        return server;
    }

    /// <summary>Starts it without waiting for anything.</summary>
    public static ServerProcess Launch(string folder, params (string Name, string Value)[] settings)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = StartInfo("serve", "--urls", url.ToString().TrimEnd('/'), "--data", folder);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var server = new ServerProcess(new Process { StartInfo = start }, folder, url);
        server.process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server.process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Runs another command of the program to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(StartMax);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A token for a member, signed with the folder's own key.</summary>
    public static string Token(string folder, string user = "alice") => TokenMinter.Mint(
        new TokenGrant(user, "t_northstar", "member") { Lifetime = TimeSpan.FromHours(8) },
        File.ReadAllBytes(Path.Combine(folder, "token.key")), DateTimeOffset.UtcNow);

    public FaultClient Client() => new(Url, Token(Folder));

    /// <summary>SIGKILL: nothing of the process gets to run any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the polite request to end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync(TimeSpan within)
    {
        SendSignal(process.Id, 15);
        return ExitAsync(within);
    }

    /// <summary>Waits for it to end by itself.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        await process.WaitForExitAsync().WaitAsync(within);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    /// <summary>Sends a signal to a process of the test's own that may have ended.</summary>
    public static void TrySignal(int process, int signal) => _ = SysKill(process, signal);

    /// <summary>Sends a signal to a process of the test's own.</summary>
    public static void SendSignal(int process, int signal)
    {
        if (SysKill(process, signal) != 0) throw new InvalidOperationException($"signal {signal} to {process} failed");
    }

    private static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "easel.exe" : "easel");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };

        // The program must find the runtime that the tests run on, wherever that is installed.
        var runtime = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..");
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(runtime);
        return start;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
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

    private void Keep(string? line)
    {
        if (line is not null) output.Enqueue(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SysKill(int process, int signal);
}
