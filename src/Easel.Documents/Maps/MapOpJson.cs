using System.Buffers;
using System.Collections.Immutable;
using Easel.Documents.Json.Trees;
using static Easel.Documents.Maps.MapOp;

namespace Easel.Documents.Maps;

/// <summary>Reads and writes the ops of a map's log. Commands and content stand in it as they were sent.</summary>
internal static class MapOpJson
{
    private static readonly JsonShape WithSteps = JsonShape.Of("kind", "steps");
    private static readonly JsonShape WithCommand = JsonShape.Of("kind", "command");
    private static readonly JsonShape WithPath = JsonShape.Of("kind", "made_at", "path");
    private static readonly JsonShape WithValidation = JsonShape.Of("kind", "made_at", "validation");
    private static readonly JsonShape WithContent = JsonShape.Of("kind", "path", "saved", "validation", "content");

    public static ImmutableArray<MapOp> Parse(ReadOnlySpan<byte> json) => JsonTree.Read(json) is JsonList ops
        ? [.. ops.Items.ToArray().Select(Parse)]
        : throw new FormatException("not an op array");

    public static ReadOnlyMemory<byte> Encode(IEnumerable<MapOp> ops)
    {
        var list = JsonList.Of([.. ops.Select(op => (JsonTree)ToJson(op))]);
        var json = new ArrayBufferWriter<byte>(checked((int)list.Size));
        list.WriteTo(json);
        return json.WrittenMemory;
    }

    private static JsonRecord ToJson(MapOp op) => op switch
    {
        Opened open => JsonRecord.Of(
            WithContent, Kind("open"), JsonScalar.Of(open.Path), JsonScalar.Of(open.IsSaved),
            open.Validation ?? JsonScalar.Null, open.Content),
        Edited edit => JsonRecord.Of(WithCommand, Kind("edit"), edit.Command),
        Undone undo => JsonRecord.Of(WithSteps, Kind("undo"), JsonScalar.Of(undo.Steps)),
        Redone redo => JsonRecord.Of(WithSteps, Kind("redo"), JsonScalar.Of(redo.Steps)),
        Saved saved => JsonRecord.Of(
            WithPath, Kind("saved"), JsonScalar.Of(saved.MadeAt), JsonScalar.Of(saved.Path)),
        Validated judged => JsonRecord.Of(
            WithValidation, Kind("validated"), JsonScalar.Of(judged.MadeAt), judged.Validation),
        _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
    };

    private static MapOp Parse(JsonTree json)
    {
        if (json is not JsonRecord op) throw new FormatException("an op is not an object");
        return op["kind"].Text switch
        {
            "open" => new Opened(
                Text(op, "path"), Value(op, "content"), op["saved"] is JsonScalar { IsTrue: true },
                op["validation"].IsAbsentOrNull ? null : op["validation"]),
            "edit" => new Edited(op["command"] as JsonRecord ?? throw new FormatException("an edit has no command")),
            "undo" => new Undone(Number(op, "steps")),
            "redo" => new Redone(Number(op, "steps")),
            "saved" => new Saved(Number(op, "made_at"), Text(op, "path")),
            "validated" => new Validated(Number(op, "made_at"), Value(op, "validation")),
            _ => throw new FormatException("an op of no known kind"),
        };
    }

    public static long Number(JsonRecord record, string name) => record[name].IsInteger(out var number)
        ? checked((long)number)
        : throw new FormatException($"{name} is not an integer");

    public static string Text(JsonRecord record, string name) =>
        record[name].Text ?? throw new FormatException($"{name} is not a string");

    public static JsonTree Value(JsonRecord record, string name) =>
        record[name] ?? throw new FormatException($"{name} is missing");

    private static JsonScalar Kind(string kind) => JsonScalar.Of(kind);
}
