using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Easel.Documents.Canvases;
using Easel.Server.Cli.Importing;
using Easel.Server.Wire;

namespace Easel.Server.Cli;

/// <summary><c>easel import</c> (SPEC CL3).</summary>
internal static class ImportCommand
{
    private const int IdMax = 128;

    private static readonly Argument<FileInfo> File = new Argument<FileInfo>("FILE") { Description = "The file." }
        .AcceptExistingOnly();

    private static readonly Option<string?> Canvas = new("--canvas")
    {
        Description = "The canvas to import into. Default: the name of the file.",
        HelpName = "CANVAS",
    };

    public static Command Create()
    {
        Canvas.Validators.Add(result => Choices.Check(result, Ids.IsId, Choices.NoCanvasId));
        var command = new Command("import", "Imports a JSON Canvas, an Easel export or an editing trace.")
        {
            File, Canvas, Choices.Tenant, Choices.Env, Choices.Json, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel import plan.canvas
              easel import backup.json --canvas plan-2
              easel import automerge-paper.json.gz --canvas paper

            What a file is shows its content: JSON Canvas 1.0 (nodes, edges), what 'easel export --format easel' writes
            (atoms), or a flat editing trace (txns), zipped or not. What is imported is added to what the canvas holds.

            An import that was interrupted goes on where it stopped when the same command is run again. One that is
            complete changes nothing when it is run again.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        var path = line.GetRequiredValue(File).FullName;
        var content = await System.IO.File.ReadAllBytesAsync(path, ct);
        var file = ImportFiles.Read(content);
        var canvas = line.GetValue(Canvas) ?? CanvasOf(path);
        var watch = Stopwatch.StartNew();
        await using var server = await Connection.OpenAsync(line, "member", ct, mayCreate: true);
        var import = new Import(server, canvas, content);
        var before = await import.FindProgressAsync(ct);
        var count = 0;
        var rev = await Meter.RunAsync(
            $"Import {Path.GetFileName(path)}", file.CommandsAbout,
            done => import.SendAsync(file.Commands(), before, index => done(count = index), ct));
        var check = await CheckAsync(server, canvas, file, rev, before.WasEmpty, ct);
        var report = new ImportReport(canvas, file.Kind, count, before.Commands, rev, watch.Elapsed.TotalSeconds)
        {
            Ok = check?.Ok ?? true,
            Check = check?.Finding,
        };
        var isJson = line.GetValue(Choices.Json);
        Console.Out.WriteLine(
            isJson ? JsonSerializer.Serialize(report, CliJson.Default.ImportReport) : report.InWords());
        return report.Ok ? 0 : 1;
    }

    private static async Task<ImportCheck?> CheckAsync(
        Connection server, string canvas, IImportFile file, long rev, bool wasEmpty, CancellationToken ct)
    {
        if (rev == 0) return null; // A file with nothing in it makes no canvas.
        var state = await server.GetCanvasAsync(canvas, $"/snapshot?rev={rev}", ct);
        return file.Check(CanvasJson.Decode(state), wasEmpty);
    }

    /// <summary>The file's name without its endings, in characters that an id may have.</summary>
    private static string CanvasOf(string path)
    {
        var name = Path.GetFileName(path);
        foreach (var ending in (string[])[".gz", ".json", ".canvas"])
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) name = name[..^ending.Length];
        }

        var id = string.Concat(name.Select(c => Ids.IsId(c.ToString()) ? c : '-'));
        return id.Length == 0 ? "import" : id[..Math.Min(id.Length, IdMax)];
    }
}

/// <summary>What an import did.</summary>
/// <param name="Earlier">How many of the commands an earlier, interrupted import had done.</param>
internal sealed record ImportReport(
    string CanvasId, string Kind, int Commands, int Earlier, long HeadRev, double Seconds)
{
    public required bool Ok { get; init; }

    public required string? Check { get; init; }

    public string InWords()
    {
        var commands = Commands == 1 ? "1 command" : $"{Commands:N0} commands";
        var earlier = Earlier == 0 ? ""
            : Earlier == Commands ? ", all done before"
            : $", {Earlier:N0} of them done before";
        var check = Check is null ? "" : Ok ? $"; {Check}" : $"; NOT AS IT SHOULD BE: {Check}";
        return $"{CanvasId}: {Kind}, {commands}{earlier}, up to revision {HeadRev:N0} ({Seconds:N1} s){check}";
    }
}
