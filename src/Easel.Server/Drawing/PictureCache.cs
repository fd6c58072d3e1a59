using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Drawing;

/// <summary>Keeps the pictures that were last asked for, up to a number of bytes.</summary>
internal sealed class PictureCache(IOptions<DrawingOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PictureKey, LinkedListNode<(PictureKey Key, Picture Picture)>> places = [];
    private readonly LinkedList<(PictureKey Key, Picture Picture)> byUse = []; // The last one used comes first.
    private long bytes;

    public long Bytes
    {
        get { lock (gate) return bytes; }
    }

    public Picture? Find(PictureKey key)
    {
        lock (gate)
        {
            if (!places.TryGetValue(key, out var place)) return null;
            byUse.Remove(place);
            byUse.AddFirst(place);
            return place.Value.Picture;
        }
    }

    public void Keep(PictureKey key, Picture picture)
    {
        lock (gate)
        {
            if (places.TryGetValue(key, out var before)) Drop(before);
            places[key] = byUse.AddFirst((key, picture));
            bytes += picture.Bytes.Length;
            while (bytes > options.Value.CacheBytesMax) Drop(byUse.Last!);
        }
    }

    /// <summary>Lets go of one picture.</summary>
    public void Forget(PictureKey key)
    {
        lock (gate)
        {
            if (places.TryGetValue(key, out var place)) Drop(place);
        }
    }

    /// <summary>Lets go of all pictures of a canvas.</summary>
    public void Forget(DocumentKey canvas)
    {
        lock (gate)
        {
            foreach (var place in places.Values.Where(place => place.Value.Key.Canvas == canvas).ToList()) Drop(place);
        }
    }

    private void Drop(LinkedListNode<(PictureKey Key, Picture Picture)> place)
    {
        byUse.Remove(place);
        places.Remove(place.Value.Key);
        bytes -= place.Value.Picture.Bytes.Length;
    }
}
