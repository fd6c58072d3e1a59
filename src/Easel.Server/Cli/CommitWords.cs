using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Easel.Server.Cli;

/// <summary>A commit in words, on one line.</summary>
internal static class CommitWords
{
    private const int OpsShownMax = 3;
    private const int TextShownMax = 40;

    public static string Of(JsonElement commit)
    {
        var ops = commit.GetProperty("ops");
        var words = ops.EnumerateArray().Take(OpsShownMax).Select(Describe).ToList();
        if (commit.TryGetProperty("erased", out _)) words.Add("(erased)");
        if (ops.GetArrayLength() > OpsShownMax) words.Add($"{ops.GetArrayLength() - OpsShownMax} more");
        var at = commit.GetProperty("ts").GetDateTimeOffset().UtcDateTime;
        var id = commit.TryGetProperty("correlation_id", out var key) ? $"  [{Plain(key.GetString()!)}]" : "";
        var who = Plain(commit.GetProperty("actor_id").GetString()!);
        var rev = commit.GetProperty("rev").GetInt64();
        return $"{rev,6}  {at:yyyy-MM-dd HH:mm:ss}  {who,-12}  {Turn(commit)}{string.Join("; ", words)}{id}";
    }

    private static string Turn(JsonElement commit)
    {
        if (commit.TryGetProperty("undoes", out var all))
            return $"undid {string.Join(", ", all.EnumerateArray().Select(part => part.GetProperty("rev")))}: ";
        if (commit.TryGetProperty("undo_of", out var undone)) return $"undid {undone}: ";
        if (commit.TryGetProperty("redo_of", out var redone)) return $"redid {redone}: ";
        return commit.TryGetProperty("restore_of", out var restored) ? $"restored {restored}: " : "";
    }

    private static string Describe(JsonElement op) => op.GetProperty("kind").GetString() switch
    {
        "add" => $"added {Name(op.GetProperty("atom"), "id")} ({Name(op.GetProperty("atom"), "type")})",
        "remove" => $"removed {Name(op, "atom_id")}",
        "update" => DescribeUpdate(op),
        "move" => $"moved {Name(op, "atom_id")} {Parent(op)} at {op.GetProperty("new_index")}",
        "insert_text" => $"typed {Quote(op)} in {Text(op)}",
        "delete_range" => $"deleted {Characters(op)} in {Text(op)}",
        "replace_text_range" => $"replaced {Characters(op)} by {Quote(op)} in {Text(op)}",
        "set_meta" when op.TryGetProperty("value", out _) => $"set {Name(op, "key")} of the canvas",
        "set_meta" => $"removed {Name(op, "key")} of the canvas",
        "reset" => op.GetProperty("state").GetProperty("atoms").GetPropertyCount() is var count && count == 1
            ? "put back 1 atom" : $"put back {count} atoms",
        var kind => Plain(kind ?? ""),
    };

    private static string DescribeUpdate(JsonElement op)
    {
        var set = op.TryGetProperty("properties", out var properties)
            ? string.Join(", ", properties.EnumerateObject().Select(member => Plain(member.Name))) : "";
        var unset = op.TryGetProperty("unset", out var names)
            ? string.Join(", ", names.EnumerateArray().Select(name => Plain(name.GetString()!))) : "";
        var words = new List<string>();
        if (set.Length > 0) words.Add($"set {set}");
        if (unset.Length > 0) words.Add($"removed {unset}");
        return $"{(words.Count == 0 ? "touched nothing" : string.Join(" and ", words))} of {Name(op, "atom_id")}";
    }

    private static string Parent(JsonElement op) =>
        op.TryGetProperty("new_parent_id", out var parent) && parent.ValueKind == JsonValueKind.String
            ? $"into {Plain(parent.GetString()!)}" : "to the root";

    private static string Characters(JsonElement op) =>
        op.GetProperty("length").GetInt32() is 1 ? "1 character" : $"{op.GetProperty("length")} characters";

    private static string Text(JsonElement op) => $"{Name(op, "atom_id")}.{Name(op, "property")}";

    private static string Name(JsonElement element, string member) => Plain(element.GetProperty(member).GetString()!);

    private static string Quote(JsonElement op)
    {
        var text = op.GetProperty("text").GetString()!;
        return $"\"{Plain(text.Length <= TextShownMax ? text : text[..TextShownMax] + "…")}\"";
    }

    /// <summary>Others wrote it: it must neither break the line nor command the terminal.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (rune.Value == '\n') plain.Append("\\n");
            else if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator) plain.Append('�');
            else plain.Append(rune);
        }

        return plain.ToString();
    }
}
