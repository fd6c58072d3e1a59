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
            var other => $"{other} {Text(one, "event_id")}",
        };
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
