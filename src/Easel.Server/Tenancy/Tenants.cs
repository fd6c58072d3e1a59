using System.Collections.Immutable;
using Easel.Documents;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// All tenants, in memory: every request asks for one. Their truth are their control documents, which are kept and
/// guarded like any other document.
/// </summary>
internal sealed partial class Tenants(
    ControlDocuments documents, ControlModel model, IDocumentStore store, ServerSettings settings,
    ILogger<Tenants> log) : IAsyncDisposable
{
    /// <summary>In dev, where a name is enough to have a tenant, so many and no more.</summary>
    private const int MadeInDevMax = 10_000;

    private const int AttemptsMax = 16;

    private readonly Lock gate = new();
    private volatile ImmutableDictionary<string, TenantView> all = ImmutableDictionary<string, TenantView>.Empty;
    private Task making = Task.CompletedTask;
    private int version;

    /// <summary>Moves whenever something has changed that decisions rest on.</summary>
    public int Version => Volatile.Read(ref version);

    public IEnumerable<TenantView> All => all.Values.OrderBy(tenant => tenant.Id, StringComparer.Ordinal);

    public TenantView? Find(string id) => all.GetValueOrDefault(id);

    /// <summary>The same for one that a genuine token names: in dev that is enough to have it (SPEC CL2).</summary>
    public TenantView? FindNamed(string id) => Find(id) ?? (settings.MakesTenants ? MakeInDev(id) : null);

    /// <summary>Reads all control documents. Has to be done before the first request.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        DocumentKey? after = null;
        while (await store.ListKeysAsync(after, 1, ct) is [var next])
        {
            await RefreshAsync(next.Tenant);

            // Behind all that the tenant has: no environment begins with a tilde.
            after = new DocumentKey(next.Tenant, "~", "", "");
        }

        if (settings.MakesTenants) await CreateFirstAsync(ServerActor.By);
    }

    /// <summary>
    /// Makes the tenants that are always there (SPEC TF1); those that are there already stay as they are.
    /// </summary>
    public async ValueTask<Refusal?> CreateFirstAsync(Attribution by)
    {
        foreach (var (id, name) in FirstTenants.All)
        {
            if (await CreateAsync(id, name, by) is { } refusal && refusal.Problem != Problems.TenantExists)
                return refusal;
        }

        return null;
    }

    /// <summary>Makes a tenant, unless it is there.</summary>
    public async ValueTask<Refusal?> CreateAsync(string id, string name, Attribution by)
    {
        var exists = Problems.TenantExists.Because("The tenant exists already.");
        if (Find(id)?.State.Name is not null) return exists;
        var refusal = await RecordAsync(id, new ControlOp.TenantCreated(name), by);

        // Of two who make it at once, the second does not fit any more.
        return refusal?.Problem == Problems.InvalidRequest ? exists : refusal;
    }

    /// <summary>Commits what was done in a tenant. It counts everywhere when this is answered.</summary>
    /// <returns>Null if it is durable.</returns>
    public async ValueTask<Refusal?> RecordAsync(string tenant, ControlOp op, Attribution by)
    {
        EditOutcome outcome = new EditOutcome.Unavailable(UnavailableReason.StorageFailed);
        try
        {
            outcome = await SubmitAsync(KeyOf(tenant), [op], by);

            // Where it is not known whether a switch was thrown, the log knows.
            if (outcome is EditOutcome.Committed or EditOutcome.Unknown) await RefreshAsync(tenant);
        }
        catch (Exception failure) when (failure is StorageUnavailableException or DocumentDamagedException)
        {
            NotRecorded(failure, tenant);
            if (outcome is EditOutcome.Committed) outcome = new EditOutcome.Unknown(); // It does not count here yet.
        }

        return outcome switch
        {
            EditOutcome.Committed => null,
            EditOutcome.Rejected(_, var reason) => Problems.InvalidRequest.Because(reason),
            _ => Unavailability.Explain(outcome),
        };
    }

    private async Task<EditOutcome> SubmitAsync(DocumentKey key, ImmutableArray<ControlOp> ops, Attribution by)
    {
        var batch = new OpBatch<ControlOp>(ops, model.EncodeOps(ops));
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // What others did meanwhile is no reason not to do it, but a rebase goes back only so far.
            var head = (await documents.PeekAsync(key)).Head;
            var outcome = await documents.SubmitAsync(
                key, new Edit<ControlOp> { Base = head, Ops = batch, By = by, Rebase = true });
            if (outcome is not EditOutcome.Stale) return outcome;
        }

        return new EditOutcome.Unavailable(UnavailableReason.Overloaded);
    }

    /// <summary>Before the store closes, what was begun is done.</summary>
    public async ValueTask DisposeAsync() => await making;

    private static DocumentKey KeyOf(string tenant) => new(tenant, "all", "control", "control");

    private async Task RefreshAsync(string tenant)
    {
        var view = await documents.PeekAsync(KeyOf(tenant));
        lock (gate)
        {
            var known = all.GetValueOrDefault(tenant);
            if (known is not null && known.Head >= view.Head) return;
            if (known is not null && ReferenceEquals(known.State, view.State)) return; // Recorded, and nothing more.
            Put(tenant, view.Head, view.State);
            var isInherited = tenant == FirstTenants.System && !ReferenceEquals(known?.State.Flags, view.State.Flags);
            foreach (var heir in isInherited ? all.Values : []) Put(heir.Id, heir.Head, heir.State);
            Interlocked.Increment(ref version);
        }
    }

    private void Put(string id, Revision head, TenantState state)
    {
        var inherited = id == FirstTenants.System ? state.Flags : FlagsOfSystem();
        var own = id == FirstTenants.System ? TenantState.Empty.Flags : state.Flags;
        var flags = new Flags(own, inherited, settings.HasConflictFixture);
        all = all.SetItem(id, new TenantView(id, head, state, flags));
    }

    private ImmutableSortedDictionary<string, string> FlagsOfSystem() =>
        all.GetValueOrDefault(FirstTenants.System)?.State.Flags ?? TenantState.Empty.Flags;

    /// <summary>It is there at once; its record follows.</summary>
    private TenantView? MakeInDev(string id)
    {
        lock (gate)
        {
            if (all.TryGetValue(id, out var present)) return present;
            if (all.Count >= MadeInDevMax) return null;
            Put(id, Revision.Zero, TenantState.Empty);
            making = Task.WhenAll(making, Task.Run(() => MakeAsync(id)));
        }

        return all[id];
    }

    private async Task MakeAsync(string id)
    {
        try
        {
            await RecordAsync(id, new ControlOp.TenantCreated(id), ServerActor.By);
        }
        catch (Exception fault)
        {
            NotRecorded(fault, id); // It is there all the same, until the next start.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was done in tenant {Tenant} could not be recorded")]
    private partial void NotRecorded(Exception failure, string tenant);
}
