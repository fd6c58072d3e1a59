namespace Easel.Documents.Json.Trees;

/// <summary>
/// Several changes of one record, at the cost of one: a record may have as many members as a text has room for, and
/// each change by itself copies them all.
/// </summary>
internal sealed class JsonRecordEdit
{
    private readonly JsonShape shape;
    private readonly List<JsonName> names;

    // Null where a member was removed.
    private readonly List<JsonTree?> values;

    // Where each name is; of equal ones the last.
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private bool hasOtherNames;

    public JsonRecordEdit(JsonRecord record)
    {
        shape = record.Shape;
        names = [.. record.Shape.Names];
        values = [.. record.Values];
        for (var at = 0; at < names.Count; at++) places[names[at].Text] = at;
    }

    /// <summary>Sets a member where it is, or adds it at the end.</summary>
    public void Set(string name, JsonTree value)
    {
        if (places.TryGetValue(name, out var at))
        {
            values[at] = value;
            return;
        }

        places[name] = names.Count;
        names.Add(new JsonName(name));
        values.Add(value);
        hasOtherNames = true;
    }

    /// <summary>Removes all members of a name.</summary>
    public void Remove(string name)
    {
        if (!places.Remove(name, out var last)) return;
        hasOtherNames = true;
        for (var at = 0; at <= last; at++)
        {
            if (names[at].Text == name) values[at] = null;
        }
    }

    public JsonRecord ToRecord()
    {
        if (!hasOtherNames) return new JsonRecord(shape, [.. values!]);
        var kept = Enumerable.Range(0, names.Count).Where(at => values[at] is not null).ToList();
        return new JsonRecord(
            new JsonShape([.. kept.Select(at => names[at])]), [.. kept.Select(at => values[at]!)]);
    }
}
