using System.Collections.Concurrent;
using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>The indices of all tenants and environments, each read from its registries when first wanted.</summary>
internal sealed partial class ArtifactIndices(
    ArtifactDocuments documents, IDocumentStore store, IOptions<ArtifactOptions> options,
    ILogger<ArtifactIndices> log)
{
    private const int PageMax = 500;

    private readonly ConcurrentDictionary<(string Tenant, string Env), Entry> entries = new();

    /// <exception cref="StorageUnavailableException">The registries cannot be read now.</exception>
    public async ValueTask<ArtifactIndex> GetAsync(string tenant, string env)
    {
        var entry = EntryOf(tenant, env);
        await entry.ReadAsync(() => ReadAsync(tenant, env, entry));
        return entry.Index;
    }

    /// <summary>Has it read again: what a registry holds by now is not known here.</summary>
    public void Doubt(string tenant, string env) => EntryOf(tenant, env).Doubt();

    /// <summary>A registry there that could not be read, so that what it holds is missing; null if none.</summary>
    public DocumentKey? DamagedOf(string tenant, string env) =>
        entries.TryGetValue((tenant, env), out var entry) ? entry.Damaged : null;

    private Entry EntryOf(string tenant, string env) =>
        entries.GetOrAdd((tenant, env), _ => new Entry(options.Value.TombstonesMax));

    private async Task ReadAsync(string tenant, string env, Entry entry)
    {
        string? last = null;
        DocumentKey? damaged = null;
        while (true)
        {
            var listing = new DocumentListing(tenant, env, ArtifactRegistries.Kind, Placement.None, last, PageMax);
            var page = await store.ListAsync(listing, CancellationToken.None);
            foreach (var key in page.Select(one => one.Record.Key))
            {
                if (!await TryReadAsync(key, entry.Index)) damaged = key;
            }

            if (page.Count < PageMax) break;
            last = page[^1].Record.Key.Id;
        }

        entry.Damaged = damaged;
    }

    /// <summary>A damaged registry must not hide those of other canvases.</summary>
    private async Task<bool> TryReadAsync(DocumentKey registry, ArtifactIndex index)
    {
        try
        {
            foreach (var record in (await documents.PeekAsync(registry)).State.InOrder) index.Note(record);
            return true;
        }
        catch (DocumentDamagedException damage)
        {
            LogDamage(damage, registry);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The artifacts of {Registry} cannot be read")]
    private partial void LogDamage(Exception damage, DocumentKey registry);

    private sealed class Entry(int tombstonesMax)
    {
        private readonly Lock gate = new();
        private Task? reading;

        public ArtifactIndex Index { get; } = new(tombstonesMax);

        public DocumentKey? Damaged { get; set; }

        /// <summary>Reads once; what failed is tried again by who comes next.</summary>
        public Task ReadAsync(Func<Task> read)
        {
            lock (gate)
            {
                if (reading is null || reading.IsFaulted || reading.IsCanceled) reading = Task.Run(read);
                return reading;
            }
        }

        public void Doubt()
        {
            lock (gate) reading = null;
        }
    }
}
