using Easel.Documents;

namespace Easel.Server.Tenancy;

/// <summary>Who a verified token speaks for (SPEC TE2).</summary>
internal sealed record Identity
{
    public required string Subject { get; init; }

    /// <summary>Null if the token leaves it to the request.</summary>
    public string? ActorType { get; init; }

    public required IReadOnlyList<string> Tenants { get; init; }

    public string? DefaultTenant { get; init; }

    public required IReadOnlyDictionary<string, Role> Roles { get; init; }

    /// <summary>What the ticket says that this identity came with; the request has to agree with it.</summary>
    public NamedContext? Bound { get; init; }

    /// <summary>The bearer, as the history of a document names it.</summary>
    public Attribution By => new()
    {
        ActorId = Subject,
        ActorType = ActorType ?? "human",
        Subject = Subject,
    };

    /// <summary>When the token ends, skew included.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When the token was made; the beginning of time if it does not say.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Whether the token was signed with this server's own key.</summary>
    public bool IsOwn { get; init; }

    /// <summary>
    /// The token says only who someone is: <see cref="Tenants"/> are those that its issuer may speak for, and who is on
    /// no list of members there has no role.
    /// </summary>
    public bool MembersDecide { get; init; }
}
