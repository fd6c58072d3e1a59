using System.Diagnostics;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Easel.Load.Measure;

namespace Easel.Load.Suite;

/// <summary>A server under test, pinned to core 0.</summary>
internal sealed class RunningServer : IDisposable
{
    private const int StartMaxMs = 30_000;
    private const int StopMaxMs = 15_000;

    private readonly Process process;

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="data">Easel's data folder, with the key that tokens are signed with.</param>
    public RunningServer(ProcessStartInfo start, int port, string? data = null)
    {
        (Port, Data) = (port, data);
        if (IsTaken()) throw new InvalidOperationException($"Something listens on port {port} already.");
        var before = Clock.Us;
        process = Process.Start(start)!;
        // What it prints is of no interest, but a pipe that nobody reads would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            WaitUntilLive();
        }
        catch
        {
            // Whoever is not told of a server cannot stop it, and the next one wants its port.
            Dispose();
            throw;
        }

        StartMs = (Clock.Us - before) / 1_000;
    }

    public int Port { get; }

    public string? Data { get; }

    public long StartMs { get; }

    public bool HasExited => process.HasExited;

    /// <summary>The options of a verb that point to this server.</summary>
    public string[] Options => Data is null
        ? ["--port", $"{Port}", "--pid", $"{process.Id}"]
        : ["--port", $"{Port}", "--pid", $"{process.Id}", "--data", Data];

    public static RunningServer Easel(string program, string data, int port)
    {
        Directory.CreateDirectory(data);
        var start = Pinned(0, program, "serve");
        start.Environment["EASEL__URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["EASEL__DATA"] = data;
        start.Environment["EASEL__LIMITS"] = "off";
        start.Environment["EASEL__ENV"] = "dev";
        // Everyone comes with the same token, and a client of many canvases by a socket for each.
        start.Environment["EASEL__GESTURES__SOCKETSPERACTORMAX"] = "2000";
        return new RunningServer(start, port, data);
    }

    public static RunningServer Rig(string program, string log, int port) =>
        new(Pinned(0, program, $"{port}", log), port);

    /// <summary>Below zero, servers and generators come before whatever else runs on the machine.</summary>
    public static string Nice { get; set; } = "0";

    /// <summary>A process that runs on one core only. taskset and nice become it, so the process id stays.</summary>
    public static ProcessStartInfo Pinned(int core, string program, params string[] args)
    {
        string[] runner = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
        var present = Math.Min(core, Environment.ProcessorCount - 1);
        return new ProcessStartInfo("taskset", ["-c", $"{present}", "nice", "-n", Nice, .. runner, .. args])
        {
            RedirectStandardOutput = true,
        };
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Crash()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            using (Process.Start("kill", ["-TERM", $"{process.Id}"])) process.WaitForExit(StopMaxMs);
            if (!process.HasExited) process.Kill();
        }

        process.Dispose();
    }

    private bool IsTaken() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Any(listener => listener.Port == Port);

    private void WaitUntilLive()
    {
        var target = new Target(new Arguments(["", "--port", $"{Port}"]));
        for (var until = Clock.Us + (StartMaxMs * 1_000L); ; Thread.Sleep(2))
        {
            if (process.HasExited) throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
            if (Clock.Us > until) throw new TimeoutException("The server did not start.");
            try
            {
                using var connection = target.Connect();
                target.Ask(connection, "GET", "/health/live", "");
                return;
            }
            catch (Exception notYet) when (notYet is SocketException or IOException)
            {
            }
        }
    }
}
