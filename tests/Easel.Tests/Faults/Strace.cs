using System.Diagnostics;

namespace Easel.Tests.Faults;

/// <summary>
/// Makes system calls of a running process fail, or do nothing. The counts of <c>when</c> begin when it is attached, for
/// each thread; detached, the disk is well again.
/// </summary>
internal sealed class Strace : IAsyncDisposable
{
    private readonly Process process;

    private Strace(Process process) => this.process = process;

    /// <summary>Attaches, or skips the test where that is not possible.</summary>
    /// <param name="calls">Names, parted by commas.</param>
    /// <param name="when">The first call of a thread that fails; all later ones do too.</param>
    public static Task<Strace> AttachOrSkipAsync(ServerProcess server, string calls, int when) =>
        AttachOrSkipAsync(server, calls, "error=EIO", when);

    /// <summary>Attaches, or skips the test where that is not possible.</summary>
    /// <param name="result">What the calls come to, without being made: <c>error=EIO</c>, <c>retval=0</c>.</param>
    public static async Task<Strace> AttachOrSkipAsync(ServerProcess server, string calls, string result, int when)
    {
        var start = new ProcessStartInfo("strace")
        {
            ArgumentList =
            {
                "-f", "-o", "/dev/null", "-e", $"trace={calls}", "-e", $"inject={calls}:{result}:when={when}+",
                "-p", $"{server.Id}",
            },
            RedirectStandardError = true,
        };
        try
        {
            var strace = new Strace(Process.Start(start)!);
            var first = await strace.process.StandardError.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
            if (first?.Contains("attached", StringComparison.Ordinal) == true)
            {
                _ = strace.process.StandardError.ReadToEndAsync();
                return strace;
            }

            await strace.DisposeAsync();
            Assert.Skip($"strace cannot attach: {first}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("there is no strace here");
        }

        throw new UnreachableException();
    }

    /// <summary>Detaches: calls succeed again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // SIGTERM; killed, it would leave the server stopped. Where the server was killed it ends by itself.
            ServerProcess.TrySignal(process.Id, 15);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
