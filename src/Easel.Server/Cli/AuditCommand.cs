using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Easel.Server.Audits;
using Easel.Server.Wire;
using Spectre.Console;

namespace Easel.Server.Cli;

/// <summary><c>easel audit</c> (SPEC CL3, AR5).</summary>
internal static class AuditCommand
{
    private static readonly Argument<string> Canvas = Choices.Canvas();

    private static readonly Option<string> RuleSet = new Option<string>("--ruleset")
    {
        Description = "What to look for.",
        HelpName = string.Join('|', RuleSets.Ids),
        DefaultValueFactory = _ => RuleSets.Standard.Id,
    }.AcceptOnlyFromAmong([.. RuleSets.Ids]);

    private static readonly Option<long?> Rev =
        Choices.Revision("--rev", "The revision to look at. Default: the newest one.");

    private static readonly Option<string?> FailOn = new Option<string?>("--fail-on")
    {
        Description = "Exits with 1 if there are findings that matter as much, or more. Default: never.",
        HelpName = "error|warning",
    }.AcceptOnlyFromAmong("error", "warning");

    public static Command Create()
    {
        var command = new Command("audit", "Looks for what is wrong with a canvas.")
        {
            Canvas, RuleSet, Rev, FailOn, Choices.Json, Choices.Tenant, Choices.Env, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel audit plan
              easel audit plan --ruleset accessibility
              easel audit plan --ruleset strict --rev 40 --json > report.json
              easel audit plan --fail-on warning

            A line has severity, rule, atom and what was found. The report is kept with the canvas, as an artifact.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        var canvas = line.GetRequiredValue(Canvas);
        await using var server = await Connection.OpenAsync(line, "member", ct);
        var request = new AuditRequest(line.GetRequiredValue(RuleSet), line.GetValue(Rev), null);
        using var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.AuditRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var reply = await server.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/audits", content, ct);
        if (reply.Status != 201)
            throw reply.Code == "NOT_FOUND" ? await NearNames.ExplainAsync(server, canvas, ct) : reply.Failure();

        var report = JsonSerializer.Deserialize(reply.Body, WireJson.Default.AuditReport)!;
        if (line.GetValue(Choices.Json)) Console.Out.WriteLine(Encoding.UTF8.GetString(reply.Body));
        else if (AnsiConsole.Profile.Out.IsTerminal) AuditTable.Write(report);
        else AuditTable.WriteLines(report);
        return IsFailure(report, line.GetValue(FailOn)) ? 1 : 0;
    }

    private static bool IsFailure(AuditReport report, string? failOn) => failOn switch
    {
        "error" => report.Errors > 0,
        "warning" => report.Errors + report.Warnings > 0,
        _ => false,
    };
}
