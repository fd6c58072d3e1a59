using System.ComponentModel;
using System.Diagnostics;
using Easel.Server.Limits;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Drawing;

/// <summary>
/// Makes PNG of SVG with a program that the machine has: without a shell, without the secrets of this server's
/// environment, for so long and with so much output as it may have. The program reads nothing but its input.
/// </summary>
internal sealed class Rasteriser(IOptions<DrawingOptions> options)
{
    private const string Known = "rsvg-convert";
    private const string None = "none";

    private static readonly string[] Kept = ["PATH", "LANG", "TMPDIR", "SYSTEMROOT"];

    private readonly Places places = new(
        new PlaceLimits(options.Value.RasterisersMax, options.Value.RasterisersWaitingMax));

    private readonly Lazy<string?> program = new(() => Find(options.Value.Rasteriser));

    /// <summary>What is said where there is none.</summary>
    public static Refusal Missing => Problems.RasteriserMissing.Because(
        $"PNG needs {Known}: install librsvg2-bin (Debian, Ubuntu), librsvg2-tools (Fedora) or librsvg (macOS), or "
        + "name a program in Drawing:Rasteriser. preview.svg needs nothing.");

    public bool IsThere => program.Value is not null;

    /// <summary>Takes a place to run it, now or when it is its turn. Disposing it gives it back.</summary>
    /// <returns>Null if too many wait already.</returns>
    public ValueTask<IDisposable?> TakePlaceAsync(string tenant, CancellationToken ct) => places.TakeAsync(tenant, ct);

    /// <summary>Runs it, for somebody who has a place.</summary>
    /// <returns>A refusal or a PNG.</returns>
    public async Task<(Refusal? Refusal, ReadOnlyMemory<byte> Png)> RunAsync(ReadOnlyMemory<byte> svg)
    {
        if (!IsThere) return (Missing, default);
        return await ConvertAsync(svg) is { } png
            ? (null, png)
            : (Problems.RasteriserFailed.Because("It gave no picture in its time. preview.svg is there."), default);
    }

    private static string? Find(string? configured)
    {
        if (configured == None) return null;
        if (!string.IsNullOrWhiteSpace(configured)) return configured.Trim();
        var name = OperatingSystem.IsWindows() ? $"{Known}.exe" : Known;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <returns>Null if it failed, took too long or wrote too much.</returns>
    private async Task<ReadOnlyMemory<byte>?> ConvertAsync(ReadOnlyMemory<byte> svg)
    {
        using var patience = new CancellationTokenSource(options.Value.RasteriserTimeMax);
        using var run = new Process { StartInfo = StartInfo() };
        if (!TryStart(run)) return null;
        try
        {
            var errors = run.StandardError.BaseStream.CopyToAsync(System.IO.Stream.Null, patience.Token);
            var output = ReadAsync(run.StandardOutput.BaseStream, patience.Token);
            await WriteAsync(run.StandardInput.BaseStream, svg, patience.Token);
            var png = await output;
            await errors;
            await run.WaitForExitAsync(patience.Token);
            if (run.ExitCode == 0 && PictureImage.Of(png) is { MimeType: "image/png" }) return png;
            return null;
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or InvalidDataException)
        {
            return null;
        }
        finally
        {
            if (!run.HasExited) run.Kill(entireProcessTree: true);
        }
    }

    private static bool TryStart(Process run)
    {
        try
        {
            return run.Start();
        }
        catch (Exception notStarted) when (notStarted is Win32Exception or IOException)
        {
            return false;
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(program.Value!, ["--format=png"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        var own = start.Environment.Where(one => Kept.Contains(one.Key)).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in own) start.Environment[name] = value;
        return start;
    }

    /// <summary>A program that has seen enough closes its input; its output tells whether that was right.</summary>
    private static async Task WriteAsync(System.IO.Stream to, ReadOnlyMemory<byte> svg, CancellationToken ct)
    {
        try
        {
            await using (to) await to.WriteAsync(svg, ct);
        }
        catch (IOException)
        {
            // What it wrote and its exit code say the rest.
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(System.IO.Stream from, CancellationToken ct)
    {
        using var png = new MemoryStream();
        var piece = new byte[1 << 16];
        while (await from.ReadAsync(piece, ct) is > 0 and var count)
        {
            if (png.Length + count > options.Value.PngBytesMax) throw new InvalidDataException("Too long.");
            png.Write(piece, 0, count);
        }

        return png.ToArray();
    }
}
