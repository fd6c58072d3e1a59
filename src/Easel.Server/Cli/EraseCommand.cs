using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Easel.Server.Canvases;
using Easel.Server.Wire;
using Spectre.Console;

namespace Easel.Server.Cli;

/// <summary><c>easel erase</c> (SPEC TF5).</summary>
internal static class EraseCommand
{
    private static readonly Argument<string> Canvas = Choices.Canvas();

    private static readonly Option<long?> UpTo =
        Choices.Revision("--up-to", "The revision up to which everything that was written is erased.");

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why: it stands in the event log for good, so do not repeat what is to be forgotten.",
        HelpName = "TEXT",
        Required = true,
    };

    private static readonly Option<bool> Uploads = new("--uploads")
    {
        Description = "Erases files that people gave until then, too. What was made of the content always goes.",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Does not ask." };

    public static Command Create()
    {
        UpTo.Required = true;
        var command = new Command("erase", "Erases what was written to a canvas up to a revision, for good.")
        {
            Canvas, UpTo, Reason, Uploads, Yes, Choices.Json, Choices.Tenant, Choices.Env, Choices.Data,
            Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach("""
            Examples:
              easel erase plan --up-to 40 --reason "request of 3 May"
              easel erase plan --up-to 40 --reason "request of 3 May" --yes

            What the canvas held at that revision stays, because all that follows is built on it: choose one at which
            what is to be forgotten has been removed. Who wrote and when stays, too, and can still be proved. Copies
            elsewhere (backups, exports, what clients hold) are not reached.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        var (canvas, upTo) = (line.GetRequiredValue(Canvas), line.GetValue(UpTo)!.Value);
        if (!line.GetValue(Yes) && !await ConfirmAsync(canvas, upTo, ct)) return 1;
        await using var server = await Connection.OpenAsync(line, "owner", ct);
        var request = new ErasureRequest(
            upTo, line.GetRequiredValue(Reason), line.GetValue(Uploads) ? ErasureRequest.AllArtifacts : null);
        using var content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.ErasureRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var reply = await server.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/erase", content, ct);
        if (reply.Status != 200)
            throw reply.Code == "NOT_FOUND" ? await NearNames.ExplainAsync(server, canvas, ct) : reply.Failure();
        var answer = JsonSerializer.Deserialize(reply.Body, WireJson.Default.ErasureAnswer)!;
        Console.Out.WriteLine(line.GetValue(Choices.Json)
            ? Encoding.UTF8.GetString(reply.Body)
            : $"{canvas}: erased up to r{answer.FloorRev}, the head is r{answer.HeadRev}");
        return 0;
    }

    private static async Task<bool> ConfirmAsync(string canvas, long upTo, CancellationToken ct)
    {
        if (Console.IsInputRedirected || !AnsiConsole.Profile.Out.IsTerminal)
            throw new CommandFailedException("This cannot be taken back. Say --yes if it is meant.");
        var question = Markup.Escape($"Erase what was written to {canvas} up to r{upTo}? It cannot be taken back.");
        var prompt = new ConfirmationPrompt(question) { DefaultValue = false };
        return await prompt.ShowAsync(AnsiConsole.Console, ct);
    }
}
