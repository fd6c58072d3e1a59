using System.Globalization;
using System.Text;
using Easel.Documents.Canvases;
using Easel.Server.Audits;

namespace Easel.Tests.Audits;

/// <summary>A canvas that a test puts together, and what an audit with all rules says of it.</summary>
internal sealed class Board
{
    /// <summary>Every rule, with the thresholds that most rule sets have.</summary>
    public static readonly RuleSet Everything =
        new("everything", "", new Thresholds(), [.. RuleSets.AllRules.Select(rule => (rule, rule.Severity))]);

    private readonly List<string> adds = [];

    public Board Add(string id, string type, double x, double y, double width, double height, string more = "")
    {
        var place = string.Create(
            CultureInfo.InvariantCulture, $"\"x\":{x},\"y\":{y},\"width\":{width},\"height\":{height}");
        return Add(id, type, more.Length > 0 ? $"{place},{more}" : place);
    }

    public Board Text(string id, double x, double y, string text) =>
        Add(id, "text", x, y, 240, 60, $"\"text\":\"{text}\"");

    public Board Arrow(string id, string more) => Add(id, "arrow", more);

    /// <param name="more">Members of the properties, and perhaps a <c>"parent"</c>.</param>
    public Board Add(string id, string type, string more)
    {
        const string Parent = "\"parent\":\"";
        var parent = "";
        if (more.IndexOf(Parent, StringComparison.Ordinal) is >= 0 and var at)
        {
            var end = more.IndexOf('"', at + Parent.Length);
            parent = $",\"parent_id\":{more[(at + Parent.Length - 1)..(end + 1)]}";
            more = (more[..at] + more[(end + 1)..].TrimStart(',')).TrimEnd(',');
        }

        var atom = $$$"""{"id":"{{{id}}}","type":"{{{type}}}","properties":{{{{more}}}}}""";
        adds.Add($$"""{"kind":"add","atom":{{atom}}{{parent}}}""");
        return this;
    }

    /// <summary>The ops that make it, with commas between them.</summary>
    public string Ops => string.Join(',', adds);

    public Canvas Canvas() => Fold($"[{Ops}]");

    public Audit Audit(RuleSet? set = null) => Of(Canvas(), set);

    public static Audit Of(Canvas canvas, RuleSet? set = null) =>
        Easel.Server.Audits.Audit.Of(AuditedCanvas.Of(canvas), set ?? Everything);

    public static Canvas Fold(string ops) => CanvasOpJson.ParseStored(Encoding.UTF8.GetBytes(ops))
        .Aggregate(Easel.Documents.Canvases.Canvas.Empty, (canvas, op) =>
            CanvasReducer.Apply(canvas, op, out var misfit) ?? throw new InvalidOperationException(misfit));
}
