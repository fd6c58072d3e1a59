using System.CommandLine;
using Easel.Documents.Canvases;
using Easel.Server.Exports;

namespace Easel.Server.Cli;

/// <summary><c>easel export</c> (SPEC CL3).</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Canvas = Choices.Canvas();

    private static readonly Option<string?> Format = new Option<string?>("--format")
    {
        Description = "Default: what the ending of the file says (.canvas, .json, .svg), else jsoncanvas.",
        HelpName = "jsoncanvas|easel|svg",
    }.AcceptOnlyFromAmong("jsoncanvas", "easel", "svg");

    private static readonly Option<long?> Rev = Choices.Revision("--rev", "The revision. Default: the head.");

    private static readonly Option<string?> To = new("--output", "-o")
    {
        Description = "The file to write. Default: standard output.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("export", "Exports a canvas as JSON Canvas, as Easel JSON or as a picture.")
        {
            Canvas, Format, Rev, To, Choices.Tenant, Choices.Env, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel export plan -o plan.canvas
              easel export plan -o plan.svg --rev 40
              easel export plan --format easel | gzip > plan.json.gz

            jsoncanvas is read by Obsidian and others. easel keeps everything, and 'easel import' makes the same state
            of it, down to its hash. svg is a picture that needs nothing else.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        await using var server = await Connection.OpenAsync(line, "viewer", ct);
        var rev = line.GetValue(Rev) is { } number ? $"?rev={number}" : "";
        var to = line.GetValue(To);
        var format = line.GetValue(Format) ?? FormatOf(to);
        var source = format == "svg" ? "/preview.svg" : "/snapshot";
        var read = await server.GetCanvasAsync(line.GetRequiredValue(Canvas), source + rev, ct);
        await WriteAsync(to, Render(format, read), ct);
        return 0;
    }

    private static ReadOnlyMemory<byte> Render(string format, byte[] read) => format switch
    {
        "easel" => (byte[])[.. read, (byte)'\n'],
        "svg" => read, // Drawn by the server, which has the images that the canvas shows.
        _ => JsonCanvasWriter.Write(CanvasJson.Decode(read)),
    };

    private static string FormatOf(string? file) => Path.GetExtension(file)?.ToLowerInvariant() switch
    {
        ".svg" => "svg",
        ".json" => "easel",
        _ => "jsoncanvas",
    };

    private static async Task WriteAsync(string? file, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        if (file is null)
        {
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(bytes, ct);
            return;
        }

        // An export that breaks off must not leave half a file where a whole one may have been.
        var next = file + ".next";
        await File.WriteAllBytesAsync(next, bytes, ct);
        File.Move(next, file, overwrite: true);
    }
}
