using System.Collections.Concurrent;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Server.Canvases;

/// <summary>Keeps the encoded heads of canvases that are read, so that a hundred readers cost one encoding.</summary>
internal sealed class EncodedHeads
{
    // Of the encodings; packed, they are about a tenth of it more.
    private const long BytesMax = 64 << 20;
    private const int CanvasesMax = 1_000;

    private readonly ConcurrentDictionary<DocumentKey, EncodedCanvas> heads = new();
    private long bytes;

    public EncodedCanvas Encode(DocumentKey key, Canvas state)
    {
        // The same state is the same object, so no revision has to be compared.
        if (heads.TryGetValue(key, out var head) && ReferenceEquals(head.State, state)) return head;
        var encoded = EncodedCanvas.Of(state);
        Keep(key, encoded, head);
        return encoded;
    }

    /// <summary>Lets go of what is held of a canvas.</summary>
    public void Forget(DocumentKey key)
    {
        if (heads.TryRemove(key, out var head)) Interlocked.Add(ref bytes, -head.Json.Length);
    }

    private void Keep(DocumentKey key, EncodedCanvas encoded, EncodedCanvas? before)
    {
        if (encoded.Json.Length > BytesMax) return;
        heads[key] = encoded;
        var total = Interlocked.Add(ref bytes, encoded.Json.Length - (before?.Json.Length ?? 0));
        if (total <= BytesMax && heads.Count <= CanvasesMax) return;

        // Starting afresh is crude, but the next reader of each canvas pays one encoding and nothing has to be tracked.
        heads.Clear();
        Interlocked.Exchange(ref bytes, 0);
    }
}
