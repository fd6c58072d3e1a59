using System.Collections.Concurrent;
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
    private const int RetryAfterSeconds = 1; // No rate is below one a second.

    private readonly bool isOn = settings.HasLimits;
    private readonly RateOptions limits = options.Value;
    private readonly ConcurrentDictionary<(string Tenant, string? Subject), RateBucket> buckets = new();
    private readonly RateBucket newest = new();
    private readonly Lock sweeping = new();
    private long sweptAt;

    /// <summary>How many actors and tenants are known.</summary>
    public int Known => buckets.Count;

    /// <summary>Takes a command of an actor; what it may be for is not known yet.</summary>
    public Refusal? TryActor(Identity identity)
    {
        if (!isOn) return null;
        // Subjects are told apart by where they are at home: issuers of different tenants may use the same names.
        var home = identity.DefaultTenant ?? (identity.Tenants.Count > 0 ? identity.Tenants[0] : "");
        return Find((home, identity.Subject)).TryTake(
            clock.GetTimestamp(), Interval(limits.CommandsPerActor), limits.CommandBurstPerActor)
            ? null
            : Refuse("actor", limits.CommandsPerActor);
    }

    /// <summary>Takes a command for a tenant.</summary>
    public Refusal? TryTenant(RequestContext context)
    {
        if (!isOn) return null;
        return Find((context.Tenant, null)).TryTake(
            clock.GetTimestamp(), Interval(limits.CommandsPerTenant), limits.CommandBurstPerTenant)
            ? null
            : Refuse("tenant", limits.CommandsPerTenant);
    }

    private long Interval(int rate) => clock.TimestampFrequency / rate;

    private RateBucket Find((string Tenant, string? Subject) name)
    {
        if (buckets.TryGetValue(name, out var bucket)) return bucket;
        if (buckets.Count >= limits.KnownMax) Sweep();
        return buckets.Count < limits.KnownMax ? buckets.GetOrAdd(name, static _ => new RateBucket()) : newest;
    }

    /// <summary>Forgets the quiet, at most once a second: it looks at all of them.</summary>
    private void Sweep()
    {
        lock (sweeping)
        {
            var now = clock.GetTimestamp();
            if (sweptAt != 0 && clock.GetElapsedTime(sweptAt, now) < TimeSpan.FromSeconds(1)) return;
            sweptAt = now;
            foreach (var (name, bucket) in buckets)
            {
                if (bucket.IsFull(now)) buckets.TryRemove(name, out _);
            }
        }
    }

    private static Refusal Refuse(string whose, int rate)
    {
        Measures.RatesRefused.Add(1, new KeyValuePair<string, object?>("limit", whose));
        return new Refusal(
            Problems.RateLimited, $"The {whose} sends more than {rate} commands a second; nothing was applied.",
            static json => json.WriteNumber("retry_after"u8, RetryAfterSeconds));
    }
}
