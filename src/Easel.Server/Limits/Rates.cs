using Easel.Server.Operations;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Limits;

/// <summary>
/// The rates of commands (SPEC GE5), for HTTP and sockets together. The actor's is taken from before a body is looked
/// at, the tenant's once it is known which tenant the command is for.
/// </summary>
internal sealed class Rates(IOptions<RateOptions> options, ServerSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1); // No rate is below one a second.

    private readonly bool isOn = settings.HasLimits;
    private readonly RateOptions limits = options.Value;
    private readonly RateTable<(string Tenant, string? Subject)> known = new(options.Value.KnownMax, clock);

    /// <summary>How many actors and tenants are known.</summary>
    public int Known => known.Known;

    /// <summary>Takes a command of an actor; what it may be for is not known yet.</summary>
    public Refusal? TryActor(Identity identity)
    {
        if (!isOn) return null;
        // Subjects are told apart by where they are at home: issuers of different tenants may use the same names.
        var home = identity.DefaultTenant ?? (identity.Tenants.Count > 0 ? identity.Tenants[0] : "");
        return known.Find((home, identity.Subject)).TryTake(
            clock.GetTimestamp(), Interval(limits.CommandsPerActor), limits.CommandBurstPerActor, out _)
            ? null
            : Refuse("actor", limits.CommandsPerActor);
    }

    /// <summary>Takes a command for a tenant.</summary>
    public Refusal? TryTenant(RequestContext context)
    {
        if (!isOn) return null;
        return known.Find((context.Tenant, null)).TryTake(
            clock.GetTimestamp(), Interval(limits.CommandsPerTenant), limits.CommandBurstPerTenant, out _)
            ? null
            : Refuse("tenant", limits.CommandsPerTenant);
    }

    private long Interval(int rate) => clock.TimestampFrequency / rate;

    private static Refusal Refuse(string whose, int rate)
    {
        Measures.RatesRefused.Add(1, new KeyValuePair<string, object?>("limit", whose));
        return Problems.RateLimited
            .Because($"The {whose} sends more than {rate} commands a second; nothing was applied.")
            with
        { RetryAfter = RetryAfter };
    }
}
