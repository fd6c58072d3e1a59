using static Easel.Server.Audits.Severity;

namespace Easel.Server.Audits.Rules;

/// <summary>Whether arrows lead somewhere.</summary>
internal static class Arrows
{
    private static readonly string[] Ends = ["fromNode", "toNode"];

    public static readonly Rule Dangling = new(
        "structure.dangling-arrow", Error, "An arrow whose end names an atom that is not there.",
        "Tie it to another atom, or remove it.", FindDangling);

    public static readonly Rule Loose = new(
        "structure.loose-arrow", Info, "An arrow that is tied to an atom at one end only.",
        "Tie the other end, too.", FindLoose);

    public static readonly Rule ToItself = new(
        "structure.self-arrow", Info, "An arrow from an atom to itself.",
        "Tie one end to another atom, or remove it.", FindToItself);

    public static readonly Rule Duplicate = new(
        "structure.duplicate-arrow", Warning, "A second arrow between the same atoms, with the same label.",
        "Remove one of the two, or say in their labels how they differ.", FindDuplicates);

    private static IEnumerable<Hit> FindDangling(AuditedCanvas canvas, Thresholds thresholds) =>
        from arrow in canvas.Arrows
        let missing = Ends.Where(end => arrow.Says(end) is not null && canvas.EndOf(arrow, end) is null).ToList()
        where missing.Count > 0
        select new Hit(arrow, $"There is no atom where {string.Join(" and ", missing)} leads.");

    private static IEnumerable<Hit> FindLoose(AuditedCanvas canvas, Thresholds thresholds) =>
        from arrow in canvas.Arrows
        let tied = Ends.Where(end => arrow.Says(end) is not null).ToList()
        where tied.Count == 1
        select new Hit(arrow, $"It is tied by {tied[0]} only.");

    private static IEnumerable<Hit> FindToItself(AuditedCanvas canvas, Thresholds thresholds) =>
        from arrow in canvas.Arrows
        let start = canvas.EndOf(arrow, Ends[0])
        where start is not null && start == canvas.EndOf(arrow, Ends[1])
        select new Hit(arrow, "It begins and ends at the same atom.");

    private static IEnumerable<Hit> FindDuplicates(AuditedCanvas canvas, Thresholds thresholds)
    {
        var first = new Dictionary<object, AuditedAtom>();
        foreach (var arrow in canvas.Arrows)
        {
            var way = (End(Ends[0]), End(Ends[1]), arrow.Text);
            if (!first.TryAdd(way, arrow)) yield return new Hit(arrow, $"It leads the same way as {first[way].Name}.");

            // Two free ends differ by where they are.
            object End(string end) => canvas.EndOf(arrow, end) ?? arrow.Says(end) ?? (object)arrow.Box;
        }
    }
}
