using System.CommandLine;
using System.Text.Json;
using Easel.Server.Operations;
using Easel.Server.Wire;
using Spectre.Console;

namespace Easel.Server.Cli;

/// <summary><c>easel verify</c> (SPEC CL3).</summary>
internal static class VerifyCommand
{
    private const int HashShown = 12;

    public static Command Create()
    {
        var command = new Command(
            "verify", "Replays every canvas and map from nothing and compares it with what is served.")
        {
            HistoryChecks.Events, HistoryChecks.Checkpoints, HistoryChecks.ExportedFile, HistoryChecks.Part,
            HistoryChecks.Key,
            Choices.Json, Choices.Tenant, Choices.Env, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel verify
              easel verify --json | jq 'select(.ok | not)'
              easel verify --events --checkpoints /elsewhere/checkpoints.jsonl
              easel verify --file plan.ndjson --checkpoints checkpoints.jsonl --key checkpoint.pub

            With --events every hash is computed again and compared with signed checkpoints; with --file that is done
            for an exported file, without a server. --tenant and --env say whose file it is.

            Full files of checkpoints, checkpoints-000001.jsonl and so on, are read with the one beside them. A server
            is asked at its admin listener.

            The exit code is 1 if anything is wrong. With --json every canvas, map or history is a line.

            """);
    }

    private static Task<int> RunAsync(ParseResult line, CancellationToken ct) =>
        line.GetValue(HistoryChecks.ExportedFile) is not null ? HistoryChecks.CheckFileAsync(line, ct)
        : line.GetValue(HistoryChecks.Events) ? HistoryChecks.CheckStoreAsync(line, ct)
        : ReplayAsync(line, ct);

    private static async Task<int> ReplayAsync(ParseResult line, CancellationToken ct)
    {
        await using var server = await Connection.OpenAdminAsync(line, ct);
        var isJson = line.GetValue(Choices.Json);
        var found = new List<VerifiedDocument>();
        await foreach (var text in server.ReadLinesAsync("/verify", ct))
        {
            found.Add(JsonSerializer.Deserialize(text, WireJson.Default.VerifiedDocument)!);
            if (isJson) Console.Out.WriteLine(text);
        }

        var wrong = found.Count(one => !one.Ok);
        if (!isJson) Show(found, wrong);
        return wrong == 0 ? 0 : 1;
    }

    private static void Show(List<VerifiedDocument> found, int wrong)
    {
        if (AnsiConsole.Profile.Out.IsTerminal) ShowTable(found);
        else foreach (var one in found) Console.Out.WriteLine(string.Join('\t', Cells(one)));
        var maps = found.Count(one => one.Kind == "map");
        var canvases = found.Count - maps;
        var count = (canvases == 1 ? "1 canvas" : $"{canvases:N0} canvases")
            + (maps == 0 ? "" : maps == 1 ? ", 1 map" : $", {maps:N0} maps");
        Console.Out.WriteLine(wrong == 0 ? $"{count}, nothing wrong" : $"{count}, {wrong:N0} with something wrong");
    }

    private static void ShowTable(List<VerifiedDocument> found)
    {
        if (found.Count == 0) return;
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("tenant", "env", "kind", "id", "head", "state", "finding");
        table.Columns[4].RightAligned();
        foreach (var one in found) table.AddRow([.. Cells(one).Select(cell => Markup.Escape(cell))]);
        AnsiConsole.Write(table);
    }

    private static string[] Cells(VerifiedDocument one) =>
    [
        one.Tenant, one.Env, one.Kind, one.CanvasId, $"{one.HeadRev}", one.StateHash?[..HashShown] ?? "-",
        one.Ok ? "ok" : one.Finding ?? "wrong",
    ];
}
