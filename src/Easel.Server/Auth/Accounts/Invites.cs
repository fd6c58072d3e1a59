using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// Invitations into tenants. A code names its tenant and holds 256 random bits; only its hash is stored. Of many who
/// use one at once, one becomes a member.
/// </summary>
internal sealed class Invites(
    InviteDocuments documents, InviteModel model, IDocumentStore store, Memberships memberships, TimeProvider clock)
{
    /// <summary>Characters of the hash that name an invitation to those who may end it.</summary>
    public const int IdLength = 16;

    private const string Kind = "invite";
    private const int RandomBytes = 32;
    private const int CodeMax = 128;

    // One that is used just now is ended after that.
    private const int TriesMax = 8;

    private static readonly Refusal NotOpen = Problems.Forbidden.Because("The invitation is not valid (any more).");
    private static readonly Refusal NotThere = Problems.NotFound.Because("There is no such invitation.");

    /// <returns>The code, which is kept nowhere, or why there is none.</returns>
    public async ValueTask<(string? Code, Refusal? Refusal)> MakeAsync(RequestContext by, Role role, TimeSpan life)
    {
        var code = $"{by.Tenant}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";
        var offer = new InviteOffer(
            role.NameOf(), clock.GetUtcNow() + life, by.Identity.Subject, by.Role.NameOf(), by.Identity.IssuedAt);
        var outcome = await SubmitAsync(KeyOf(code)!, Revision.Zero, new InviteOp.Made(offer), by.By);
        return outcome is EditOutcome.Committed ? (code, null) : (null, Unavailability.Explain(outcome));
    }

    /// <summary>Reserves an invitation for a user. Null if it is theirs now; nobody else can take it then.</summary>
    public async ValueTask<Refusal?> ReserveAsync(string code, string user)
    {
        if (KeyOf(code) is not { } key) return NotOpen;
        var view = await documents.PeekAsync(key);
        if (RefuseUse(key.Tenant, view.State, user) is { } refused) return refused;
        if (view.State.UsedBy is null)
            return Explain(await SubmitAsync(key, view.Head, new InviteOp.Used(user), AccountStore.By(user)), NotOpen);

        // Who is on the list got there by it, and what became of them since is not undone by coming again.
        return memberships.IsListed(key.Tenant, user) ? NotOpen : null;
    }

    /// <summary>Makes the user a member, for whom the invitation is reserved. Null if that is done.</summary>
    public async ValueTask<Refusal?> RedeemAsync(string code, string user)
    {
        var key = KeyOf(code)!;
        var view = await documents.PeekAsync(key);
        if (view.State.UsedBy != user) return NotOpen;
        if (RefuseUse(key.Tenant, view.State, user) is { } refused) return refused;
        var membership = new Membership(key.Tenant, RoleNames.Parse(view.State.Offer!.Role)!.Value);
        var by = AccountStore.By(user);
        if (await memberships.GrantAsync(user, membership, by) is { } failed) return failed;

        // Whoever ended it meanwhile, the user is a member.
        return Unavailability.After(
            "The invitation may be used already; log in without it.",
            Explain(await SubmitAsync(key, view.Head, new InviteOp.Ended(), by), stale: null));
    }

    /// <summary>The invitations of a tenant in the order of their ids, at most <paramref name="limit"/>.</summary>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    public async ValueTask<InvitePage> ListAsync(string tenant, string? cursor, int limit, CancellationToken ct)
    {
        var found = await store.ListAsync(Listing(tenant, cursor, limit + 1), ct);
        var records = new List<InviteRecord>();
        foreach (var one in found.Take(limit))
            records.Add(Describe(one.Record.Key, (await documents.PeekAsync(one.Record.Key)).State));
        return new InvitePage(records, found.Count > limit ? found[limit - 1].Record.Key.Id : null);
    }

    /// <summary>Ends an invitation, so that nobody can use it any more; one that has ended stays as it is.</summary>
    public async ValueTask<(InviteRecord? Record, Refusal? Refusal)> EndAsync(RequestContext by, string id)
    {
        var found = await store.ListAsync(Listing(by.Tenant, id, 1), CancellationToken.None);
        if (id.Length != IdLength || found is not [{ Record.Key: var key }]
            || !key.Id.StartsWith(id, StringComparison.Ordinal)) return (null, NotThere);
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var view = await documents.PeekAsync(key);
            if (view.State.IsEnded) return (Describe(key, view.State), null);
            var outcome = await SubmitAsync(key, view.Head, new InviteOp.Ended(), by.By);
            if (outcome is not (EditOutcome.Committed or EditOutcome.Stale or EditOutcome.Rejected))
                return (null, Unavailability.Explain(outcome));
        }

        return (null, Problems.Overloaded.Because("The invitation is being changed again and again."));
    }

    private Refusal? RefuseUse(string tenant, Invite invite, string user) =>
        !invite.IsOpenTo(user, clock.GetUtcNow()) || !memberships.StandsBehind(tenant, invite.Offer!)
            ? NotOpen
            : memberships.RefuseReturn(tenant, user);

    private InviteRecord Describe(DocumentKey key, Invite invite)
    {
        var offer = invite.Offer!;
        var isOpen = !invite.IsEnded && clock.GetUtcNow() < offer.Until && memberships.StandsBehind(key.Tenant, offer);
        return new InviteRecord(
            key.Id[..IdLength], offer.Role, offer.By, offer.Until.UtcDateTime, invite.UsedBy, isOpen);
    }

    private static DocumentListing Listing(string tenant, string? after, int limit) =>
        new(tenant, "all", Kind, Placement.None, after, limit);

    private static Refusal? Explain(EditOutcome outcome, Refusal? stale) => outcome switch
    {
        EditOutcome.Committed => null,
        EditOutcome.Stale or EditOutcome.Rejected => stale,
        _ => Unavailability.Explain(outcome),
    };

    private Task<EditOutcome> SubmitAsync(DocumentKey key, Revision read, InviteOp op, Attribution by) =>
        documents.SubmitAsync(key, new Edit<InviteOp>
        {
            Base = read,
            Ops = new OpBatch<InviteOp>([op], model.EncodeOps([op])),
            By = by,
        });

    /// <summary>Null for what cannot be a code.</summary>
    private static DocumentKey? KeyOf(string code)
    {
        var tenant = code.Split('.')[0];
        if (code.Length > CodeMax || !Ids.IsTenant(tenant)) return null;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        return new DocumentKey(tenant, "all", Kind, hash);
    }
}
