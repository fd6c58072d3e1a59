using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Easel.Server.Cli;

/// <summary><c>easel events</c> (SPEC TF4).</summary>
internal static class EventsCommand
{
    private static readonly Option<long> After = new("--after")
    {
        Description = "Only events after this number.",
        HelpName = "N",
    };

    private static readonly Option<string?> Canvas = new("--canvas")
    {
        Description = "Only events of this canvas or about it.",
        HelpName = "CANVAS",
    };

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "Only events of this type.",
        HelpName = "commit|undo|redo|restore|member_set|killed|...",
    };

    private static readonly Option<int?> Limit = new("--limit")
    {
        Description = "At most this many events. Default: all.",
        HelpName = "N",
    };

    public static Command Create()
    {
        var command = new Command("events", "Shows what happened in a tenant, one line for each event.")
        {
            After, Limit, Canvas, Type, Choices.Json, Choices.Tenant, Choices.Env, Choices.Data, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel events
              easel events --canvas plan --type undo
              easel events --json > events.jsonl && easel verify --file events.jsonl

            A line has number, time (UTC), who, what, and where. With --json it is the event itself, with its proof.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        await using var server = await Connection.OpenAsync(line, "admin", ct);
        var isJson = line.GetValue(Choices.Json);
        var path = $"/events?format=jsonl&after={line.GetValue(After)}{(isJson ? "&proof=1" : "")}"
            + Filter("canvas_id", line.GetValue(Canvas)) + Filter("type", line.GetValue(Type))
            + Filter("limit", line.GetValue(Limit)?.ToString(CultureInfo.InvariantCulture));
        await foreach (var text in server.ReadLinesAsync(path, ct))
            Console.Out.WriteLine(isJson ? text : EventWords.Of(JsonElement.Parse(text)));
        return 0;
    }

    private static string Filter(string name, string? value) =>
        value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
