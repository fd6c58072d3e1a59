using System.Globalization;
using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether the canvas loads and draws quickly.</summary>
internal static class Performance
{
    public static readonly Rule ManyAtoms = new(
        "performance.many-atoms", Warning, "More atoms than a browser draws at once.",
        "Split the canvas.", FindManyAtoms);

    public static readonly Rule LargeCanvas = new(
        "performance.large-canvas", Warning, "Many bytes, which everyone loads who opens the canvas.",
        "Split the canvas, or keep large content as artifacts.", FindLargeCanvas);

    public static readonly Rule LargeText = new(
        "performance.large-text", Info, "A very long text.",
        "Split it, or keep it as an artifact and show its beginning.", FindLargeTexts);

    public static readonly Rule Embedded = new(
        "performance.embedded-file", Warning, "A file inside a property (data: URL), which every reader carries.",
        "Upload it as an artifact, and name its address.", FindEmbedded);

    public static readonly Rule LongHistory = new(
        "performance.long-history", Info, "Very many revisions.",
        "Go on in a new canvas, or erase the oldest ones if nobody needs them.", FindLongHistory);

    private static IEnumerable<Hit> FindManyAtoms(AuditedCanvas canvas, Thresholds thresholds) =>
        Over(canvas.Atoms.Count, thresholds.AtomsMax, "atoms");

    private static IEnumerable<Hit> FindLargeCanvas(AuditedCanvas canvas, Thresholds thresholds) =>
        Over(canvas.Bytes, thresholds.BytesMax, "bytes");

    private static IEnumerable<Hit> FindLongHistory(AuditedCanvas canvas, Thresholds thresholds) =>
        Over(canvas.Revisions, thresholds.RevisionsMax, "revisions");

    private static IEnumerable<Hit> FindLargeTexts(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        where atom.Text.Length > thresholds.TextMax
        let length = Number(atom.Text.Length)
        select new Hit(atom, $"Its text has {length} characters; {Number(thresholds.TextMax)} are many.");

    private static IEnumerable<Hit> FindEmbedded(AuditedCanvas canvas, Thresholds thresholds) =>
        from atom in canvas.Atoms
        let bytes = atom.Properties.Select(member => member.Value.ToJson())
            .Where(json => json.Span.StartsWith("\"data:"u8)).Sum(json => (long)json.Length)
        where bytes > thresholds.EmbeddedMax
        select new Hit(atom, $"It holds files of {Number(bytes)} bytes.");

    private static IEnumerable<Hit> Over(long count, long max, string what) =>
        count > max ? [new Hit(null, $"There are {Number(count)} {what}; {Number(max)} are many.")] : [];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
