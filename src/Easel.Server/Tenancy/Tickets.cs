using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Easel.Server.Tenancy;

/// <summary>
/// Single-use credentials for readers that cannot send headers (SPEC TE4). They are kept in memory only, and as hashes:
/// a restart ends them all, and whoever is refused then asks for another.
/// </summary>
internal sealed class Tickets(IOptions<TicketOptions> options, TimeProvider clock)
{
    private const int RandomBytes = 32;
    private const int TextLength = 43;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Ticket> waiting = [];
    private readonly Dictionary<(string Tenant, string Subject), int> waitingOf = [];

    // All have the same life, so they end in the order in which they were issued.
    private readonly LinkedList<string> oldestFirst = new();

    /// <param name="identity">Whom it will speak for, within <paramref name="tenant"/> alone.</param>
    /// <param name="named">What every request that uses the ticket has to agree with.</param>
    /// <param name="tenant">The tenant of the request that asks for the ticket.</param>
    /// <param name="text">What to give out: it is kept nowhere.</param>
    /// <returns>False if too many wait already.</returns>
    public bool TryIssue(
        Identity identity, NamedContext named, string tenant, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var now = clock.GetUtcNow();
        var endsAt = now.AddSeconds(options.Value.LifeSeconds);
        var bound = identity with { Tenants = [tenant], DefaultTenant = tenant, Bound = named };
        lock (gate)
        {
            ForgetEnded(now);
            var actor = (tenant, identity.Subject);
            var ofActor = waitingOf.GetValueOrDefault(actor);
            if (waiting.Count >= options.Value.WaitingMax || ofActor >= options.Value.WaitingPerActorMax) return false;
            text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
            var hash = Hash(text);
            waiting.Add(hash, new Ticket(bound, actor, endsAt, oldestFirst.AddLast(hash)));
            waitingOf[actor] = ofActor + 1;
            return true;
        }
    }

    /// <summary>Uses a ticket up: of many who try at once, one succeeds.</summary>
    /// <returns>Null for whatever is not a ticket that waits.</returns>
    public Identity? Redeem(string text)
    {
        if (text.Length != TextLength) return null;
        var hash = Hash(text);
        var now = clock.GetUtcNow();
        lock (gate)
        {
            return Take(hash) is { } ticket && now < ticket.EndsAt && now < ticket.Identity.EndsAt
                ? ticket.Identity
                : null;
        }
    }

    private void ForgetEnded(DateTimeOffset now)
    {
        while (oldestFirst.First is { } oldest && waiting[oldest.Value].EndsAt <= now) Take(oldest.Value);
    }

    private Ticket? Take(string hash)
    {
        if (!waiting.Remove(hash, out var ticket)) return null;
        oldestFirst.Remove(ticket.Place);
        if (--waitingOf[ticket.Actor] == 0) waitingOf.Remove(ticket.Actor);
        return ticket;
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private sealed record Ticket(
        Identity Identity, (string Tenant, string Subject) Actor, DateTimeOffset EndsAt, LinkedListNode<string> Place);
}
