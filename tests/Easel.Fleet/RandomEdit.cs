using System.Text;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Fleet;

/// <summary>An op that fits a canvas, as an editor makes it: mostly typing, some dragging.</summary>
internal sealed class RandomEdit(Random random, string newId)
{
    private static readonly string[] Words = ["a", "lovely ", "ß", "😀", "\n", "\"quoted\" "];

    public CanvasOp Make(Canvas canvas)
    {
        var ids = canvas.Atoms.Keys.Order(StringComparer.Ordinal).ToList();
        if (ids.Count < 3 || random.Next(6) == 0) return NewAtom(ids);
        var id = ids[random.Next(ids.Count)];
        var length = canvas.Atoms[id].Properties.TryGet("text", out var value) && value.TryGetText(out var text)
            ? text.Count : -1;
        var op = random.Next(12) switch
        {
            0 => new Remove(id),
            1 or 2 => new Move(id, Parent(ids), random.Next(5)),
            3 or 4 => new Update(id, Properties.Empty.Set("x", Number()), []),
            5 => new SetMeta("title", JsonValue.FromText(Word())),
            6 when length > 0 => new DeleteRange(id, "text", random.Next(length), 1),
            7 when length > 0 => new ReplaceRange(id, "text", random.Next(length), 1, Word()),
            _ when length >= 0 => new InsertText(id, "text", random.Next(length + 1), Word()),
            _ => (CanvasOp)new Update(id, Properties.Empty.Set("text", JsonValue.FromText("")), []),
        };
        // A position inside a surrogate pair, or a cycle: something simple instead.
        return CanvasReducer.Apply(canvas, op, out _) is not null
            ? op : new Update(id, Properties.Empty.Set("y", Number()), []);
    }

    private Add NewAtom(List<string> ids) => new(
        newId, "text", Properties.Empty.Set("text", JsonValue.FromText(Word())), ids.Count == 0 ? null : Parent(ids),
        null);

    private string? Parent(List<string> ids) => random.Next(3) == 0 ? ids[random.Next(ids.Count)] : null;

    private JsonValue Number() => JsonValue.FromJson(Encoding.UTF8.GetBytes($"{random.Next(1_000)}"));

    private string Word() => Words[random.Next(Words.Length)];
}
