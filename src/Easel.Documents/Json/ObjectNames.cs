using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Easel.Documents.Json;

/// <summary>The names so far of each object that is open while a text is read, to find one that comes twice.</summary>
internal ref struct ObjectNames(ReadOnlySpan<byte> json)
{
    // Comparing with each name before is fastest for few names and would be quadratic for many.
    private const int ComparedMax = 16;

    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Name[] _compared = ArrayPool<Name>.Shared.Rent((StrictJson.DepthMax + 1) * ComparedMax);
    private OpenObjects _open;

    // One set for all objects, by where they start. Strings hash by a secret key, so that no text makes them collide.
    private HashSet<(int Object, string Name)>? _hashed;

    public readonly void Dispose() => ArrayPool<Name>.Shared.Return(_compared);

    /// <summary>Begins the object whose start the reader is at.</summary>
    public void Open(ref Utf8JsonReader reader) =>
        _open[reader.CurrentDepth + 1] = new((int)reader.TokenStartIndex, 0, IsHashed: false);

    /// <summary>Adds the name that the reader is at; false if its object has it already.</summary>
    public bool TryAdd(ref Utf8JsonReader reader)
    {
        ref var open = ref _open[reader.CurrentDepth];
        var compared = _compared.AsSpan(reader.CurrentDepth * ComparedMax, ComparedMax);
        if (!open.IsHashed && (open.Count == ComparedMax || reader.ValueIsEscaped)) Hash(ref open, compared);
        if (open.IsHashed) return _hashed!.Add((open.Start, reader.GetString()!));

        var text = reader.ValueSpan;
        foreach (var (start, length) in compared[..open.Count])
        {
            if (length == text.Length && _json.Slice(start, length).SequenceEqual(text)) return false;
        }
        compared[open.Count++] = new((int)reader.TokenStartIndex + 1, text.Length);
        return true;
    }

    private void Hash(ref OpenObject open, ReadOnlySpan<Name> compared)
    {
        _hashed ??= [];
        foreach (var (start, length) in compared[..open.Count])
        {
            _hashed.Add((open.Start, Encoding.UTF8.GetString(_json.Slice(start, length))));
        }
        open.IsHashed = true;
    }

    /// <summary>A name without escapes, as it stands in the text.</summary>
    private readonly record struct Name(int Start, int Length);

    private record struct OpenObject(int Start, int Count, bool IsHashed);

    [InlineArray(StrictJson.DepthMax + 1)]
    private struct OpenObjects
    {
        private OpenObject _outermost;
    }
}
