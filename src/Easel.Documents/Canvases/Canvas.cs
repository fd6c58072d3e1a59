using System.Collections.Immutable;

namespace Easel.Documents.Canvases;

/// <summary>
/// The content of a canvas at one revision. Immutable: an edit shares everything it does not touch with the state
/// before, so its cost follows the edit, not the canvas.
/// </summary>
public sealed class Canvas
{
    private static readonly ImmutableDictionary<string, Atom> NoAtoms =
        ImmutableDictionary.Create<string, Atom>(StringComparer.Ordinal);

    private ImmutableArray<string> idsInOrder;

    private Canvas(ImmutableDictionary<string, Atom> atoms, Sequence<string> roots, Properties meta, long weight)
    {
        Atoms = atoms;
        Roots = roots;
        Meta = meta;
        Weight = weight;
    }

    /// <summary>A canvas without atoms.</summary>
    public static Canvas Empty { get; } =
        new(NoAtoms, Sequence<string>.Empty, Properties.Empty, 0);

    /// <summary>All atoms by id.</summary>
    public ImmutableDictionary<string, Atom> Atoms { get; }

    /// <summary>The atoms without a parent, back to front.</summary>
    public Sequence<string> Roots { get; }

    /// <summary>What is said of the canvas as a whole: title, background and so on.</summary>
    public Properties Meta { get; }

    /// <summary>
    /// Bytes that the encoded state has at least; kept up with every edit, so that asking costs nothing.
    /// </summary>
    public long Weight { get; }

    /// <summary>The atom ids in ordinal order. Sorted once for all states that hold the same ids.</summary>
    internal ImmutableArray<string> IdsInOrder
    {
        get
        {
            if (idsInOrder.IsDefault) idsInOrder = [.. Atoms.Keys.Order(StringComparer.Ordinal)];
            return idsInOrder;
        }
    }

    /// <summary>Finds an atom, or null.</summary>
    public Atom? Find(string id) => Atoms.GetValueOrDefault(id);

    /// <summary>The atoms under a parent, or at the root (null). The parent must exist.</summary>
    public Sequence<string> Siblings(string? parentId) => parentId is null ? Roots : Atoms[parentId].Children;

    /// <summary>Where an atom stands among its siblings.</summary>
    public int IndexOf(Atom atom) => Siblings(atom.ParentId).IndexOf(atom.Id);

    /// <summary>
    /// Whether an atom is <paramref name="ancestorId"/> itself or below it. Unknown atoms are below nothing.
    /// </summary>
    public bool IsWithin(string? id, string ancestorId)
    {
        while (id is not null && Find(id) is { } atom)
        {
            if (atom.Id == ancestorId) return true;
            id = atom.ParentId;
        }

        return false;
    }

    /// <summary>An atom and all below it, each before its children, children in order.</summary>
    public IEnumerable<Atom> Subtree(Atom top)
    {
        var open = new Stack<Atom>([top]);
        while (open.TryPop(out var atom))
        {
            yield return atom;
            for (var i = atom.Children.Count - 1; i >= 0; i--) open.Push(Atoms[atom.Children[i]]);
        }
    }

    /// <summary>With an atom in place of the one of the same id.</summary>
    internal Canvas With(Atom atom)
    {
        var weight = Weight - Atoms[atom.Id].Weight + atom.Weight;
        return new Canvas(Atoms.SetItem(atom.Id, atom), Roots, Meta, weight) { idsInOrder = idsInOrder };
    }

    /// <summary>With a new atom, not yet among anyone's children.</summary>
    internal Canvas WithNew(Atom atom) => new(Atoms.Add(atom.Id, atom), Roots, Meta, Weight + atom.Weight);

    /// <summary>Without some atoms, which nothing refers to any more.</summary>
    internal Canvas Without(IReadOnlyCollection<Atom> atoms) =>
        new(Atoms.RemoveRange(atoms.Select(atom => atom.Id)), Roots, Meta, Weight - atoms.Sum(atom => atom.Weight));

    /// <summary>With other children of a parent, or other roots.</summary>
    internal Canvas WithSiblings(string? parentId, Sequence<string> siblings) => parentId is null
        ? new Canvas(Atoms, siblings, Meta, Weight) { idsInOrder = idsInOrder }
        : With(Atoms[parentId].WithChildren(siblings));

    /// <summary>With other meta.</summary>
    internal Canvas WithMeta(Properties meta) =>
        new(Atoms, Roots, meta, Weight - Meta.Weight + meta.Weight) { idsInOrder = idsInOrder };

    /// <summary>Builds a canvas that was written before; the parts must agree with each other.</summary>
    internal static Canvas Build(IEnumerable<Atom> atoms, Sequence<string> roots, Properties meta)
    {
        var byId = Empty.Atoms.ToBuilder();
        var weight = meta.Weight;
        foreach (var atom in atoms)
        {
            byId.Add(atom.Id, atom);
            weight += atom.Weight;
        }

        return new Canvas(byId.ToImmutable(), roots, meta, weight);
    }
}
