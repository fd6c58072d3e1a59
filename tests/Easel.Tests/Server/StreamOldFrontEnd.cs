using System.Text.Json;

namespace Easel.Tests.Server;

/// <summary>A front end from before text ops: it knows four kinds and nothing of the server's code.</summary>
internal sealed class StreamOldFrontEnd
{
    private readonly Dictionary<string, Node> atoms = [];
    private readonly List<string> roots = [];

    /// <summary>Starts from the state of a snapshot.</summary>
    public static StreamOldFrontEnd Load(JsonElement state)
    {
        var loaded = new StreamOldFrontEnd();
        foreach (var atom in state.GetProperty("atoms").EnumerateObject().Select(member => member.Value))
        {
            var node = new Node(atom.GetProperty("type").GetString()!, atom.GetProperty("parent_id").GetString());
            node.Merge(atom.GetProperty("properties"));
            node.Children.AddRange(atom.GetProperty("children").EnumerateArray().Select(id => id.GetString()!));
            loaded.atoms.Add(atom.GetProperty("id").GetString()!, node);
        }

        loaded.roots.AddRange(state.GetProperty("root_atom_ids").EnumerateArray().Select(id => id.GetString()!));
        return loaded;
    }

    public void Apply(JsonElement ops)
    {
        foreach (var op in ops.EnumerateArray()) ApplyOne(op);
    }

    /// <summary>Everything it shows, in an order that does not depend on how it came about; null is as good as absent.
    /// </summary>
    public string Describe() => string.Join('\n', roots.Select(id => Describe(id, ""))) + $"\n{atoms.Count} atoms";

    private void ApplyOne(JsonElement op)
    {
        switch (op.GetProperty("kind").GetString())
        {
            case "add":
                var atom = op.GetProperty("atom");
                var parent = Optional(op, "parent_id") ?? Optional(atom, "parent_id");
                var added = new Node(atom.GetProperty("type").GetString()!, parent);
                if (atom.TryGetProperty("properties", out var properties)) added.Merge(properties);
                var id = atom.GetProperty("id").GetString()!;
                atoms.Add(id, added);
                var index = op.TryGetProperty("index", out var at) ? at.GetInt32() : int.MaxValue;
                Siblings(parent).Insert(Math.Min(index, Siblings(parent).Count), id);
                break;
            case "remove":
                var removed = op.GetProperty("atom_id").GetString()!;
                Siblings(atoms[removed].Parent).Remove(removed);
                Forget(removed);
                break;
            case "update":
                atoms[op.GetProperty("atom_id").GetString()!].Merge(op.GetProperty("properties"));
                break;
            case "move":
                var moved = op.GetProperty("atom_id").GetString()!;
                Siblings(atoms[moved].Parent).Remove(moved);
                atoms[moved].Parent = Optional(op, "new_parent_id");
                var to = Siblings(atoms[moved].Parent);
                to.Insert(Math.Min(op.GetProperty("new_index").GetInt32(), to.Count), moved);
                break;
            default:
                throw new InvalidDataException($"an old front end does not know {op}");
        }
    }

    private List<string> Siblings(string? parent) => parent is null ? roots : atoms[parent].Children;

    private void Forget(string id)
    {
        foreach (var child in atoms[id].Children) Forget(child);
        atoms.Remove(id);
    }

    private string Describe(string id, string indent)
    {
        var (node, below) = (atoms[id], indent + "  ");
        var properties = string.Join(',', node.Properties.Where(one => one.Value != "null"));
        return $"{indent}{id} {node.Type} {properties}"
            + string.Concat(node.Children.Select(child => "\n" + Describe(child, below)));
    }

    private static string? Optional(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class Node(string type, string? parent)
    {
        public string Type => type;

        public string? Parent { get; set; } = parent;

        public List<string> Children { get; } = [];

        public SortedDictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

        public void Merge(JsonElement properties)
        {
            foreach (var one in properties.EnumerateObject())
            {
                Properties[one.Name] = one.Value.ValueKind == JsonValueKind.String
                    ? $"text {one.Value.GetString()}"
                    : one.Value.GetRawText();
            }
        }
    }
}
