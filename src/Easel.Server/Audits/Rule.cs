namespace Easel.Server.Audits;

/// <summary>Something that a canvas should not have, and how to find it.</summary>
/// <param name="Id">Family and name, as in <c>layout.overlap</c>. Reports are kept, so an id keeps its meaning.</param>
/// <param name="Severity">As it is where a rule set says nothing else.</param>
/// <param name="LooksFor">What it finds, in a sentence.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Find">
/// A pure function. It takes time in proportion to the canvas, and finds an atom at most once, in the order of atoms.
/// </param>
internal sealed record Rule(
    string Id, Severity Severity, string LooksFor, string Fix, Func<AuditedCanvas, Thresholds, IEnumerable<Hit>> Find);

/// <summary>A place where a rule applies.</summary>
/// <param name="Atom">Null where it is about the canvas as a whole.</param>
internal readonly record struct Hit(AuditedAtom? Atom, string Message);
