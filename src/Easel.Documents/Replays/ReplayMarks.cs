using System.Text.Json;

namespace Easel.Documents.Replays;

/// <summary>
/// Who was at work when, coarsely: what a player shows along its time axis before it has read the entries. The axis has
/// a fixed number of parts, and a part names the first few actors in it, so marks stay small however long a replay is.
/// </summary>
internal sealed class ReplayMarks(ReplayRange range)
{
    private const int PartsMax = 128;
    private const int ActorsMax = 8;

    private readonly List<Mark> marks = [];
    private long part = -1;
    private int begin;

    public void Count(Revision revision, CommitDetails details)
    {
        var t = range.TimeOf(details.At);
        var here = range.Duration == 0 ? 0 : Math.Min(PartsMax - 1, t * PartsMax / range.Duration);
        if (here != part) (part, begin) = (here, marks.Count);
        var isOwn = range.Selection?.Covers(details) == true;
        var at = marks.FindIndex(begin, mark => mark.ActorId == details.By.ActorId && mark.IsOwn == isOwn);
        if (at >= 0) marks[at] = marks[at] with { Commits = marks[at].Commits + 1 };
        else if (marks.Count - begin < ActorsMax) marks.Add(new Mark(t, revision, details.By.ActorId, isOwn, 1));
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("marks"u8);
        foreach (var mark in marks)
        {
            json.WriteStartObject();
            json.WriteNumber("t"u8, mark.T);
            json.WriteNumber("rev"u8, mark.Revision.Number);
            json.WriteString("actor_id"u8, mark.ActorId);
            json.WriteNumber("commits"u8, mark.Commits);
            if (mark.IsOwn) json.WriteBoolean("own"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private readonly record struct Mark(long T, Revision Revision, string ActorId, bool IsOwn, int Commits);
}
