using Easel.Documents;
using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Stream;

/// <summary>How many streams are open, and how many more there may be.</summary>
internal sealed class StreamPlaces(IOptions<StreamOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Name, int> taken = [];
    private int all;

    /// <summary>Takes a place unless all are taken; <see cref="Leave"/> gives it back.</summary>
    public Refusal? TryTake(RequestContext context, DocumentKey canvas)
    {
        var limits = options.Value;
        var (tenant, actor, here) = Names(context, canvas);
        lock (gate)
        {
            var ofTenant = taken.GetValueOrDefault(tenant);
            var ofActor = taken.GetValueOrDefault(actor);
            var ofCanvas = taken.GetValueOrDefault(here);
            if (all >= limits.StreamsMax || ofTenant >= limits.StreamsPerTenantMax
                || ofActor >= limits.StreamsPerActorMax || ofCanvas >= limits.StreamsPerCanvasMax)
                return Problems.Overloaded.Because("Too many streams are open.");
            (all, taken[tenant], taken[actor], taken[here]) = (all + 1, ofTenant + 1, ofActor + 1, ofCanvas + 1);
        }

        Measures.StreamsOpen.Add(1);
        return null;
    }

    public void Leave(RequestContext context, DocumentKey canvas)
    {
        var (tenant, actor, here) = Names(context, canvas);
        lock (gate)
        {
            all--;
            CountDown(tenant);
            CountDown(actor);
            CountDown(here);
        }

        Measures.StreamsOpen.Add(-1);
    }

    private static (Name Tenant, Name Actor, Name Canvas) Names(RequestContext context, DocumentKey canvas) => (
        new(context.Tenant, null, null), new(context.Tenant, context.Identity.Subject, null),
        new(context.Tenant, null, canvas));

    private void CountDown(Name name)
    {
        if (--taken[name] == 0) taken.Remove(name);
    }

    private readonly record struct Name(string Tenant, string? Subject, DocumentKey? Canvas);
}
