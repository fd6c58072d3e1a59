using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Easel.Documents;
using Easel.Server.DataFolder;
using Easel.Server.Events;
using Easel.Server.Wire;

namespace Easel.Server.Cli;

/// <summary><c>easel verify --events</c> and <c>--file</c>: whether history is what was committed.</summary>
internal static class HistoryChecks
{
    public static readonly Option<bool> Events = new("--events")
    {
        Description = "Computes every hash of every history again, and compares them with the signed checkpoints.",
    };

    public static readonly Option<FileInfo?> Checkpoints = FileOption(
        "--checkpoints",
        "A copy of the checkpoints that was kept elsewhere. Default: the server's own; with --file, none.");

    public static readonly Option<FileInfo?> ExportedFile = FileOption(
        "--file", "Checks a file that 'easel log --json' or 'easel events --json' wrote, without a server.");

    public static readonly Option<bool> Part = new("--part")
    {
        Description = "With --file: the file may begin in the middle of a history, or before there were hashes.",
    };

    public static readonly Option<FileInfo?> Key = FileOption(
        "--key", "With --file: the public key of the checkpoints. Default: checkpoint.pub in the data folder.");

    /// <summary>Asks the server that has the data.</summary>
    public static async Task<int> CheckStoreAsync(ParseResult line, CancellationToken ct)
    {
        await using var server = await Connection.OpenAdminAsync(line, ct);
        await using var kept = line.GetValue(Checkpoints) is { } file ? CheckpointFiles.OpenAll(file.FullName) : null;
        using var content = kept is null ? null : new StreamContent(kept);
        if (content is not null) content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var found = new List<VerifiedHistory>();
        var isJson = line.GetValue(Choices.Json);
        await foreach (var text in server.ReadLinesAsync("/verify/events", ct, content))
        {
            found.Add(JsonSerializer.Deserialize(text, WireJson.Default.VerifiedHistory)!);
            if (isJson) Console.Out.WriteLine(text);
        }

        return Finish(found, isJson);
    }

    /// <summary>Needs nothing but the files.</summary>
    public static async Task<int> CheckFileAsync(ParseResult line, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var signed = await ReadSignedAsync(line);
        await using var file = line.GetRequiredValue(ExportedFile)!.OpenRead();
        var tenant = line.GetRequiredValue(Choices.Tenant);
        string[] envs = line.GetValue(Choices.Env) is { } env ? [env] : ["dev", "staging", "prod"];
        var exported = new ExportedHistory(signed, line.GetValue(Part));
        var found = await exported.VerifyAsync(file, (id, first) => Name(tenant, envs, id, first));
        var isJson = line.GetValue(Choices.Json);
        if (isJson)
        {
            foreach (var one in found)
                Console.Out.WriteLine(JsonSerializer.Serialize(one, WireJson.Default.VerifiedHistory));
        }

        return Finish(found, isJson);
    }

    /// <summary>
    /// A commit says the id of its document only. The first one of a history also proves tenant and environment.
    /// </summary>
    private static DocumentKey Name(string tenant, string[] envs, string id, Commit first)
    {
        var keys = envs.Select(env => new DocumentKey(tenant, env, "canvas", id)).ToList();
        return keys.Find(key => first.Previous == CommitHash.Genesis(key)) ?? keys[0];
    }

    private static async Task<SignedHeads> ReadSignedAsync(ParseResult line)
    {
        if (line.GetValue(Checkpoints) is not { } checkpoints) return SignedHeads.None();
        var folder = new ServedFolder(line.GetValue(Choices.Data) ?? "./data");
        var keyFile = line.GetValue(Key)?.FullName ?? CheckpointKey.PublicFileIn(folder.Path);
        if (!File.Exists(keyFile))
            throw new CommandFailedException($"There is no key {keyFile}. Name the public key with --key.");
        try
        {
            using var key = CheckpointKey.ReadPublic(keyFile);
            await using var file = CheckpointFiles.OpenAll(checkpoints.FullName);
            return file is null ? SignedHeads.None() : await SignedHeads.ReadAsync(file, key);
        }
        catch (FormatException broken)
        {
            throw new CommandFailedException(broken.Message);
        }
    }

    private static int Finish(List<VerifiedHistory> found, bool isJson)
    {
        var wrong = found.Count(one => !one.Ok);
        if (!isJson) Show(found, wrong);
        return wrong == 0 ? 0 : 1;
    }

    private static void Show(List<VerifiedHistory> found, int wrong)
    {
        // Of what is right, the sum is enough; what is wrong is said one by one.
        foreach (var one in found.Where(one => !one.Ok)) Console.Out.WriteLine(string.Join('\t', Cells(one)));
        var (documents, commits) = (found.Count(IsDocument), found.Where(IsDocument).Sum(one => one.Rev));
        var checkpoints = found.Where(one => one.What == "checkpoints").Sum(one => one.Rev);
        var counted = $"{commits:N0} commits of {documents:N0} documents, {checkpoints:N0} checkpoints";
        Console.Out.WriteLine(wrong == 0 ? $"{counted}, nothing wrong" : $"{counted}, {wrong:N0} with something wrong");
        if (checkpoints == 0) Console.Out.WriteLine("Without checkpoints, a tail that was cut off does not show.");
    }

    private static bool IsDocument(VerifiedHistory one) => one.What == "document";

    private static IEnumerable<string> Cells(VerifiedHistory one) =>
        new[] { one.What, one.Tenant, one.Env, one.Kind, one.Id, one.Finding }.OfType<string>();

    private static Option<FileInfo?> FileOption(string name, string description)
    {
        var option = new Option<FileInfo?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result => Choices.Check(result, File.Exists, "is not a file that is there"));
        return option;
    }
}
