using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures;

/// <summary>All open sockets, and how many there may be.</summary>
internal sealed class OpenSockets(IOptions<GestureOptions> options)
{
    private readonly Lock gate = new();
    private readonly HashSet<GestureSocket> sockets = [];
    private readonly Dictionary<(string Tenant, string? Subject), int> counts = [];
    private int count;

    public IReadOnlyList<GestureSocket> All
    {
        get
        {
            lock (gate) return [.. sockets];
        }
    }

    /// <summary>Counts one in. <see cref="Leave"/> counts it out.</summary>
    public Refusal? TryEnter(RequestContext context)
    {
        var (limits, tenant) = (options.Value, context.Tenant);
        lock (gate)
        {
            var ofTenant = counts.GetValueOrDefault((tenant, null));
            var ofActor = counts.GetValueOrDefault((tenant, context.Identity.Subject));
            if (count >= limits.SocketsMax || ofTenant >= limits.SocketsPerTenantMax
                || ofActor >= limits.SocketsPerActorMax)
                return Problems.Overloaded.Because("Too many sockets are open.");
            count++;
            Measures.SocketsOpen.Add(1);
            counts[(tenant, null)] = ofTenant + 1;
            counts[(tenant, context.Identity.Subject)] = ofActor + 1;
            return null;
        }
    }

    public void Leave(RequestContext context)
    {
        lock (gate)
        {
            count--;
            Measures.SocketsOpen.Add(-1);
            CountDown((context.Tenant, null));
            CountDown((context.Tenant, context.Identity.Subject));
        }
    }

    public void Add(GestureSocket socket)
    {
        lock (gate) sockets.Add(socket);
    }

    public void Remove(GestureSocket socket)
    {
        lock (gate) sockets.Remove(socket);
    }

    private void CountDown((string, string?) name)
    {
        if (--counts[name] == 0) counts.Remove(name);
    }
}
