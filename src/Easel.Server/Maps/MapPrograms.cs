using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>What a program did.</summary>
/// <param name="ExitCode">Null if it took too long and was killed.</param>
internal sealed record ProgramRun(int? ExitCode, string Output, string Errors);

/// <summary>
/// Runs the one program that the configuration names, without a shell and without the secrets of this server's
/// environment: to be told something, for so long and with so much output as it may have; or to be played.
/// </summary>
internal sealed class MapPrograms(IOptions<MapOptions> options) : IDisposable
{
    // What most programs need to find what they need.
    private static readonly string[] Kept =
    [
        "PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "DOTNET_ROOT",
    ];

    // Output that a killed program's children hold open is not waited for.
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(1);

    // Requests that wait for a place.
    private const int WaitersMax = 64;

    private readonly SemaphoreSlim places = new(options.Value.ExecutablesMax);

    private int waiting;
    private int started;

    /// <summary>Programs that were let go and still run.</summary>
    public int Running => Volatile.Read(ref started);

    public bool IsConfigured => !string.IsNullOrWhiteSpace(options.Value.Executable);

    /// <summary>Runs it to its end.</summary>
    /// <param name="ended">Ends the wait for a place; a program that runs goes on.</param>
    /// <returns>Null if it cannot be started, or too many wait.</returns>
    public async Task<ProgramRun?> RunAsync(string folder, string[] arguments, CancellationToken ended = default)
    {
        try
        {
            if (Interlocked.Increment(ref waiting) > WaitersMax) return null;
            await places.WaitAsync(ended);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        try
        {
            using var program = new Process { StartInfo = StartInfo(folder, arguments) };
            if (!program.Start()) return null;
            program.StandardInput.Close();
            return await FollowAsync(program);
        }
        catch (Exception notStarted) when (notStarted is Win32Exception or IOException)
        {
            return null;
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Starts it and lets it go: it may run as long as it likes, and what it writes is dropped.</summary>
    /// <returns>False if it cannot be started, or too many run.</returns>
    public bool TryStart(string folder, params string[] arguments)
    {
        var program = new Process { StartInfo = StartInfo(folder, arguments) };
        try
        {
            if (Interlocked.Increment(ref started) <= options.Value.RunsMax && program.Start())
            {
                _ = LetGoAsync(program);
                return true;
            }
        }
        catch (Exception notStarted) when (notStarted is Win32Exception or IOException)
        {
            // As if there were none.
        }

        Interlocked.Decrement(ref started);
        program.Dispose();
        return false;
    }

    public void Dispose() => places.Dispose();

    private async Task LetGoAsync(Process program)
    {
        using (program)
        {
            try
            {
                program.StandardInput.Close();
                await Task.WhenAll(
                    program.StandardOutput.BaseStream.CopyToAsync(System.IO.Stream.Null),
                    program.StandardError.BaseStream.CopyToAsync(System.IO.Stream.Null), program.WaitForExitAsync());
            }
            catch (IOException)
            {
                // What it writes is of no interest.
            }
        }

        Interlocked.Decrement(ref started);
    }

    private ProcessStartInfo StartInfo(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(options.Value.Executable!.Trim(), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        var own = start.Environment.Where(one => Kept.Contains(one.Key)).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in own) start.Environment[name] = value;
        return start;
    }

    private async Task<ProgramRun> FollowAsync(Process program)
    {
        using var patience = new CancellationTokenSource(options.Value.ExecutableTimeMax);
        using var reading = new CancellationTokenSource();
        var output = ReadAsync(program.StandardOutput.BaseStream, reading.Token);
        var errors = ReadAsync(program.StandardError.BaseStream, reading.Token);
        int? exitCode = null;
        try
        {
            await program.WaitForExitAsync(patience.Token);
            exitCode = program.ExitCode;
        }
        catch (OperationCanceledException)
        {
            program.Kill(entireProcessTree: true);
        }

        reading.CancelAfter(LastOutput);
        return new ProgramRun(exitCode, await output, await errors);
    }

    private async Task<string> ReadAsync(System.IO.Stream from, CancellationToken ct)
    {
        using var kept = new MemoryStream();
        var piece = new byte[1 << 12];
        try
        {
            while (await from.ReadAsync(piece, ct) is > 0 and var count)
                kept.Write(piece, 0, (int)Math.Min(count, options.Value.ExecutableOutputMax - kept.Length));
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // What came is what there is.
        }

        return Encoding.UTF8.GetString(kept.ToArray());
    }
}
