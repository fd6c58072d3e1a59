using System.Text.Json;

namespace Easel.Server.Cli;

/// <summary>An event in words, on one line.</summary>
internal static class EventWords
{
    public static string Of(JsonElement one)
    {
        var at = one.GetProperty("ts").GetDateTimeOffset().UtcDateTime;
        var seq = one.GetProperty("seq").GetInt64();
        return $"{seq,6}  {at:yyyy-MM-dd HH:mm:ss}  {Text(one, "subject"),-12}  {What(one)}";
    }

    private static string What(JsonElement one)
    {
        var data = one.TryGetProperty("data", out var said) ? said : one;
        return Text(one, "type") switch
        {
            "commit" or "undo" or "redo" or "restore" => $"{Text(one, "type")} {Text(one, "event_id")}",
            "tenant_created" => $"made the tenant {Text(data, "name")}",
            "member_set" => $"made {Text(data, "user")} a {Text(data, "role")}",
            "member_removed" => $"removed {Text(data, "user")}",
            "flags_set" => $"set {string.Join(", ", Flags(data))}",
            "killed" => Stop(data.GetProperty("kill")),
            "released" => $"released {Aim(data.GetProperty("target"))}",
            "tokens_revoked" => $"ended the tokens of {Text(data, "user")}",
            "ticket_issued" => $"gave {Text(data, "user")} a ticket",
            "logged_in" => $"logged in as {Text(data, "user")}",
            "erased" => $"erased {Text(data, "canvas_id")} up to {Text(data, "up_to_rev")}: {Text(data, "reason")}",
            var other => Kept(one, other) ?? $"{other} {Text(one, "event_id")}",
        };
    }

    /// <summary>What happened to what is kept beside the content of canvases; null if that is not it.</summary>
    private static string? Kept(JsonElement one, string type) => (Text(one, "kind"), type) switch
    {
        ("artifacts", "artifact_written") => $"kept {Text(one, "artifact_id")} of {Text(one, "canvas_id")}",
        ("artifacts", "artifact_deleted") => $"deleted {Text(one, "artifact_id")} of {Text(one, "canvas_id")}",
        ("runs", "run_ended") => $"ended {Run(one)}",
        ("runs", "run_undone") => $"noted that {Run(one)} was undone",
        ("runs", "run_redone") => $"noted that {Run(one)} was redone",
        ("map", "open") => $"opened the map {Document(one)}",
        ("map", "edit") => $"edited the map {Document(one)}",
        ("map", "saved") => $"saved the map {Document(one)}",
        ("map", "validated") => $"validated the map {Document(one)}",
        ("map-desk", "map_opened") => "opened a map",
        ("map-index", "map_placed") => "placed a map in the folder",
        ("map-index", "map_writing") => "began to write a map file",
        ("map-index", "map_file_known") => "noted what a map file holds",
        ("map-index", "map_file_left") => "gave up a map file",
        _ => null,
    };

    private static string Run(JsonElement one) => $"the run {Text(one, "correlation_id")} of {Text(one, "canvas_id")}";

    /// <summary>An event is named by its document and the revision there.</summary>
    private static string Document(JsonElement one)
    {
        var id = Text(one, "event_id");
        return id.LastIndexOf(':') is var end and > 0 ? id[..end] : id;
    }

    private static IEnumerable<string> Flags(JsonElement data) => data.GetProperty("flags").EnumerateObject()
        .Select(flag => flag.Value.ValueKind == JsonValueKind.Null
            ? $"{flag.Name} as inherited" : $"{flag.Name} to {CommitWords.Plain(flag.Value.ToString())}");

    private static string Stop(JsonElement kill)
    {
        var verb = Text(kill, "mode") == "freeze" ? "froze" : "killed";
        return $"{verb} {Aim(kill.GetProperty("target"))}: {Text(kill, "reason")}";
    }

    private static string Aim(JsonElement target) =>
        Text(target, "scope") == "canvas" ? $"canvas {Text(target, "canvas_id")}" : $"the {Text(target, "scope")}";

    private static string Text(JsonElement one, string name) =>
        one.TryGetProperty(name, out var member) ? CommitWords.Plain(member.ToString()) : "-";
}
