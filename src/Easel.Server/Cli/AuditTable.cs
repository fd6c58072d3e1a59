using System.Globalization;
using Easel.Server.Audits;
using Spectre.Console;

namespace Easel.Server.Cli;

/// <summary>An audit as people read it.</summary>
internal static class AuditTable
{
    /// <summary>For a terminal.</summary>
    public static void Write(AuditReport report)
    {
        if (report.Findings.Count > 0)
        {
            var table = new Table().Border(TableBorder.Simple)
                .AddColumns("", "Rule", "Atom", "What was found, and what to do about it");
            foreach (var finding in report.Findings)
            {
                table.AddRow(
                    new Text(finding.Severity, StyleOf(finding.Severity)), new Text(finding.Rule),
                    new Text(CommitWords.Plain(finding.AtomText ?? finding.AtomId ?? "-")),
                    new Text(CommitWords.Plain($"{finding.Message} {finding.Fix}")));
            }

            AnsiConsole.Write(table);
        }

        AnsiConsole.WriteLine(Sum(report));
    }

    /// <summary>For a pipe: tabs between fields, the sum last.</summary>
    public static void WriteLines(AuditReport report)
    {
        foreach (var one in report.Findings)
        {
            var said = one.AtomText is { } text ? $"“{text}”: {one.Message}" : one.Message;
            Console.Out.WriteLine(
                $"{one.Severity}\t{one.Rule}\t{one.AtomId ?? "-"}\t{CommitWords.Plain($"{said} {one.Fix}")}");
        }

        Console.Out.WriteLine(Sum(report));
    }

    private static string Sum(AuditReport report)
    {
        var leftOut = report.LeftOut > 0 ? $", {report.LeftOut} of them not listed" : "";
        var part = report.IsWhole ? "" : "; so many atoms lie over each other that not all were compared";
        var score = report.Score.ToString("0.00##", CultureInfo.InvariantCulture);
        return $"{report.CanvasId} r{report.Rev}, {report.Ruleset}: score {score}, {Count(report.Errors, "error")}, "
            + $"{Count(report.Warnings, "warning")}, {Count(report.Infos, "info")}{leftOut}{part}";
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static Style StyleOf(string severity) => new(severity switch
    {
        "error" => Color.Red,
        "warning" => Color.Yellow,
        _ => Color.Grey,
    });
}
