using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Stream;

/// <summary>How many streams are open, and how many more there may be.</summary>
internal sealed class StreamPlaces(IOptions<StreamOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Tenant, string? Subject), int> taken = [];
    private int all;

    /// <summary>Takes a place unless all are taken; <see cref="Leave"/> gives it back.</summary>
    public Refusal? TryTake(RequestContext context)
    {
        var limits = options.Value;
        var (tenant, actor) = Names(context);
        lock (gate)
        {
            var (ofTenant, ofActor) = (taken.GetValueOrDefault(tenant), taken.GetValueOrDefault(actor));
            if (all >= limits.StreamsMax || ofTenant >= limits.StreamsPerTenantMax
                || ofActor >= limits.StreamsPerActorMax)
                return Problems.Overloaded.Because("Too many streams are open.");
            (all, taken[tenant], taken[actor]) = (all + 1, ofTenant + 1, ofActor + 1);
            return null;
        }
    }

    public void Leave(RequestContext context)
    {
        var (tenant, actor) = Names(context);
        lock (gate)
        {
            all--;
            if (--taken[tenant] == 0) taken.Remove(tenant);
            if (--taken[actor] == 0) taken.Remove(actor);
        }
    }

    private static ((string, string?) Tenant, (string, string?) Actor) Names(RequestContext context) =>
        ((context.Tenant, null), (context.Tenant, context.Identity.Subject));
}
