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
    private readonly OpenMemory memory = new();
    private long uses;

    public OpenDocument<TState, TOp> Get(DocumentKey key)
    {
        if (!documents.TryGetValue(key, out var document))
        {
            document = documents.GetOrAdd(
                key, static (key, all) => new OpenDocument<TState, TOp>(key, all.Options, all.Memory),
                (Options: options, Memory: memory));
            if (documents.Count > options.OpenMax || memory.Total > options.OpenMemoryMax) Sweep(keep: document);
        }

        document.LastUsed = Interlocked.Increment(ref uses);
        return document;
    }

    /// <summary>Says how much memory a document takes by now.</summary>
    public void Weigh(OpenDocument<TState, TOp> document, long bytes)
    {
        document.Weigh(bytes);
        if (memory.Total > options.OpenMemoryMax) Sweep(keep: document);
    }

    private void Sweep(OpenDocument<TState, TOp> keep)
    {
        lock (sweeping)
        {
            var surplus = documents.Count - options.OpenMax;
            if (surplus > 0) surplus += (int)(options.OpenMax * SweptShare);
            var memoryMax = options.OpenMemoryMax;
            if (memory.Total > memoryMax) memoryMax -= (long)(memoryMax * SweptShare);
            foreach (var document in documents.Values.OrderBy(one => one.LastUsed).ToList())
            {
                if (surplus-- <= 0 && memory.Total <= memoryMax) return;

                // Closed first, removed second: an edit that enters in between is turned away and looks the key up
                // again.
                if (document != keep && document.TryClose()) documents.TryRemove(document.Key, out _);
            }
        }
    }
}
