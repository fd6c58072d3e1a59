using System.Collections.Immutable;
using System.Text;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Canvases;

/// <summary>
/// A canvas on one line, for eyes: <c>@title="T" a b{x=1,y=null}[c d:hello]</c> is a canvas with a title, the roots a and b,
/// and in b the atoms c and d; d has the text "hello" in its property <c>text</c>.
/// </summary>
internal sealed class Outline
{
    private readonly string line;
    private int at;

    private Outline(string line) => this.line = line;

    public static Canvas Parse(string line)
    {
        var (reader, canvas) = (new Outline(line), Canvas.Empty);
        reader.Read(null, op => canvas = RandomCanvas.Apply(canvas, op));
        return canvas;
    }

    public static string Of(Canvas canvas)
    {
        var meta = canvas.Meta.Select(member => $"@{member.Key}={member.Value}");
        return string.Join(' ', meta.Concat(canvas.Roots.ToArray().Select(id => Of(canvas, canvas.Atoms[id]))));
    }

    private static string Of(Canvas canvas, Atom atom)
    {
        var line = new StringBuilder(atom.Id);
        var text = atom.Properties.TryGet("text", out var value) && value.TryGetText(out var units) ? units.ToArray() : null;
        if (text is not null) line.Append(':').Append(text);
        var others = atom.Properties.Where(member => member.Key != "text" || text is null).Select(member => $"{member.Key}={member.Value}");
        if (others.Any()) line.Append('{').AppendJoin(',', others).Append('}');
        if (atom.Children.Count > 0)
            line.Append('[').AppendJoin(' ', atom.Children.ToArray().Select(id => Of(canvas, canvas.Atoms[id]))).Append(']');
        return line.ToString();
    }

    private void Read(string? parent, Action<CanvasOp> apply)
    {
        while (at < line.Length && line[at] != ']')
        {
            if (line[at] == ' ') at++;
            else if (line[at] == '@') apply(ReadMeta());
            else ReadAtom(parent, apply);
        }

        at++;
    }

    private SetMeta ReadMeta()
    {
        var (key, value) = Pair(Until(" "));
        return new SetMeta(key[1..], value);
    }

    private void ReadAtom(string? parent, Action<CanvasOp> apply)
    {
        var (id, properties) = (Until(" :{[]"), Properties.Empty);
        if (Takes(':')) properties = properties.Set("text", JsonValue.FromText(Until(" {[]")));
        if (Takes('{'))
        {
            foreach (var (name, value) in Until("}").Split(',').Select(Pair)) properties = properties.Set(name, value);
            at++;
        }

        apply(new Add(id, "t", properties, parent, null));
        if (Takes('[')) Read(id, apply);
    }

    private static (string Name, JsonValue Value) Pair(string pair) =>
        (pair[..pair.IndexOf('=')], JsonValue.FromJson(Encoding.UTF8.GetBytes(pair[(pair.IndexOf('=') + 1)..])));

    private bool Takes(char sign)
    {
        if (at >= line.Length || line[at] != sign) return false;
        at++;
        return true;
    }

    private string Until(string ends)
    {
        var start = at;
        while (at < line.Length && !ends.Contains(line[at])) at++;
        return line[start..at];
    }
}

/// <summary>Ops in few words.</summary>
internal static class Say
{
    public static CanvasOp Add(string id, string? parent = null, int? at = null, string? text = null) =>
        new Add(id, "t", text is null ? Properties.Empty : Properties.Empty.Set("text", JsonValue.FromText(text)), parent, at);

    public static CanvasOp Remove(string id) => new Remove(id);

    public static CanvasOp Move(string id, string? parent, int at) => new Move(id, parent, at);

    public static CanvasOp Set(string id, params (string Name, string Json)[] set) => new Update(
        id, Properties.Create(set.Select(one => KeyValuePair.Create(one.Name, Json(one.Json)))), []);

    public static CanvasOp Unset(string id, params string[] names) => new Update(id, Properties.Empty, [.. names]);

    public static CanvasOp Update(string id, (string Name, string Json) set, string unset) =>
        new Update(id, Properties.Empty.Set(set.Name, Json(set.Json)), [unset]);

    public static CanvasOp Insert(int at, string text, string id = "t") => new InsertText(id, "text", at, text);

    public static CanvasOp Delete(int at, int length, string id = "t") => new DeleteRange(id, "text", at, length);

    public static CanvasOp Replace(int at, int length, string text, string id = "t") =>
        new ReplaceRange(id, "text", at, length, text);

    public static CanvasOp Meta(string key, string? json) => new SetMeta(key, json is null ? null : Json(json));

    public static CanvasOp Reset(string outline) => new Reset(Outline.Parse(outline));

    public static ImmutableArray<CanvasOp> Ops(params CanvasOp[] ops) => [.. ops];

    public static string Wire(IEnumerable<CanvasOp> ops) => Encoding.UTF8.GetString(CanvasOpJson.Encode(ops).Span);

    private static JsonValue Json(string json) => JsonValue.FromJson(Encoding.UTF8.GetBytes(json));
}
