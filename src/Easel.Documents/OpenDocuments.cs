using System.Collections.Concurrent;

namespace Easel.Documents;

/// <summary>
/// The documents held in memory. Over the limit, those idle longest are let go: the log has everything.
/// </summary>
internal sealed class OpenDocuments<TState, TOp>(DocumentOptions options)
    where TState : class
{
    // Sweeping looks at every open document, so it lets go of a share at once instead of one at each opening.
    private const double SweptShare = 0.1;

    private readonly ConcurrentDictionary<DocumentKey, OpenDocument<TState, TOp>> documents = new();
    private readonly Lock sweeping = new();
    private long uses;

    public OpenDocument<TState, TOp> Get(DocumentKey key)
    {
        if (!documents.TryGetValue(key, out var document))
        {
            document = documents.GetOrAdd(
                key, static (key, options) => new OpenDocument<TState, TOp>(key, options), options);
            if (documents.Count > options.OpenMax) Sweep(keep: document);
        }

        document.LastUsed = Interlocked.Increment(ref uses);
        return document;
    }

    private void Sweep(OpenDocument<TState, TOp> keep)
    {
        lock (sweeping)
        {
            var surplus = documents.Count - options.OpenMax + (int)(options.OpenMax * SweptShare);
            foreach (var document in documents.Values.OrderBy(one => one.LastUsed).Take(surplus).ToList())
            {
                // Closed first, removed second: an edit that enters in between is turned away and looks the key up
                // again.
                if (document != keep && document.TryClose()) documents.TryRemove(document.Key, out _);
            }
        }
    }
}
