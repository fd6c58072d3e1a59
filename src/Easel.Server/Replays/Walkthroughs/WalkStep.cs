using System.Globalization;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>What somebody did in one go: commits without a longer pause between them, for the same reason.</summary>
internal sealed class WalkStep(CommitDetails first, Revision begin, Canvas canvas)
{
    private const int CommitsMax = 100;
    private const int AtomsMax = 12;

    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly List<Deed> deeds = [];
    private readonly HashSet<string> atoms = [];

    // Names are told as they are at the end; of what is gone then, as they were.
    private readonly Dictionary<string, Atom> gone = [];
    private readonly Canvas before = canvas;
    private Canvas after = canvas;

    public Attribution By => first.By;

    public Revision From { get; } = begin;

    public Revision To { get; private set; } = begin;

    public DateTimeOffset FromAt => first.At;

    public DateTimeOffset ToAt { get; private set; } = first.At;

    public int Commits { get; private set; }

    /// <summary>Why, as the author says.</summary>
    public string? Reason { get; } = ReasonOf(first.By);

    /// <summary>The atoms that it touched.</summary>
    public IReadOnlyCollection<string> Atoms => atoms;

    /// <summary>Whether a commit goes on with it.</summary>
    public bool Takes(CommitDetails details) =>
        Commits < CommitsMax && atoms.Count < AtomsMax && details.At - ToAt <= PauseMax
        && details.By.Subject == By.Subject && details.By.ActorId == By.ActorId
        && details.By.ReadRunId() == By.ReadRunId() && ReasonOf(details.By) == Reason;

    public void Add(Commit commit, CommitDetails details)
    {
        Commits++;
        (To, ToAt) = (commit.Revision, details.At);
        if (details.Undoes.Length > 1) Add(new Deed($"took back {details.Undoes.Length} revisions at once"));
        else if (details.UndoOf is { } undone) Add(new Deed($"took back revision {undone.Number}"));
        if (details.RedoOf is { } redone) Add(new Deed($"brought back what revision {redone.Number} took back"));
        if (details.RestoreOf is { } restored) Add(new Deed($"restored revision {restored.Number}"));
    }

    /// <summary>Adds what an op of the newest commit does.</summary>
    public void Add(Canvas at, CanvasOp op, Canvas then, CommitDetails details)
    {
        if (op is CanvasOp.Remove remove && at.Find(remove.AtomId) is { } removed)
        {
            foreach (var atom in at.Subtree(removed)) gone[atom.Id] = atom;
        }

        // What an undo does is said by what it takes back.
        if (details.TakesBack is null && details.RestoreOf is null) Add(Deed.Of(at, op));
        after = then;
    }

    /// <summary>All of it as a sentence without its subject: "added … and moved it; removed …".</summary>
    /// <param name="quote">How somebody's text is told in the form that is written.</param>
    public string Tell(Func<string, string> quote)
    {
        var sentence = new StringBuilder();
        foreach (var about in deeds.GroupBy(deed => deed.AtomId ?? deed.Words))
        {
            if (sentence.Length > 0) sentence.Append("; ");
            var phrases = about.Select((deed, i) => Tell(deed, isFirst: i == 0, quote)).ToList();
            sentence.AppendJoin(", ", phrases.Take(Math.Max(1, phrases.Count - 1)));
            if (phrases.Count > 1) sentence.Append(" and ").Append(phrases[^1]);
        }

        return sentence.Length == 0 ? "changed nothing" : sentence.ToString();
    }

    private void Add(Deed deed)
    {
        if (deed.AtomId is { } atom) atoms.Add(atom);
        if (!deeds.Contains(deed)) deeds.Add(deed);
    }

    private string Tell(Deed deed, bool isFirst, Func<string, string> quote)
    {
        var atom = !isFirst ? "it" : Name(deed.AtomId, AtomNames.Full, quote);
        var other = deed.Said is { } said ? quote(said) : Name(deed.OtherId, AtomNames.Short, quote);
        return string.Format(CultureInfo.InvariantCulture, deed.Words, atom, other);
    }

    private string Name(string? id, Func<Atom, Func<string, string>, string> tell, Func<string, string> quote) =>
        id is null ? "the canvas"
        : (after.Find(id) ?? gone.GetValueOrDefault(id) ?? before.Find(id)) is { } atom ? tell(atom, quote)
        : quote(id);

    private static string? ReasonOf(Attribution by)
    {
        if (by.Intent.IsEmpty) return null;
        using var intent = JsonDocument.Parse(by.Intent);
        foreach (var name in (string[])["reason", "label"])
        {
            if (intent.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
                return text.GetString();
        }

        return null;
    }
}
