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
    InviteDocuments documents, InviteModel model, Memberships memberships, TimeProvider clock)
{
    private const int RandomBytes = 32;
    private const int CodeMax = 128;

    public static Refusal NotOpen { get; } = Problems.Forbidden.Because("The invitation is not valid (any more).");

    /// <returns>The code, which is kept nowhere, or why there is none.</returns>
    public async ValueTask<(string? Code, Refusal? Refusal)> MakeAsync(
        Membership membership, TimeSpan life, Attribution by)
    {
        var code = $"{membership.Tenant}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes))}";
        var op = new InviteOp.Made(membership.Role.NameOf(), clock.GetUtcNow() + life);
        var outcome = await SubmitAsync(KeyOf(code)!, Revision.Zero, op, by);
        return outcome is EditOutcome.Committed ? (code, null) : (null, Unavailability.Explain(outcome));
    }

    /// <summary>Reserves an invitation for a user. Null if it is theirs now; nobody else can take it then.</summary>
    public async ValueTask<Refusal?> ReserveAsync(string code, string user)
    {
        if (KeyOf(code) is not { } key) return NotOpen;
        var view = await documents.PeekAsync(key);
        if (!view.State.IsOpenTo(user, clock.GetUtcNow())) return NotOpen;
        if (view.State.UsedBy == user) return null;
        return Explain(await SubmitAsync(key, view.Head, new InviteOp.Used(user), AccountStore.By(user)));
    }

    /// <summary>Makes the user a member, for whom the invitation is reserved. Null if that is done.</summary>
    public async ValueTask<Refusal?> RedeemAsync(string code, string user)
    {
        var key = KeyOf(code)!;
        var view = await documents.PeekAsync(key);
        if (!view.State.IsOpenTo(user, clock.GetUtcNow()) || view.State.UsedBy != user) return NotOpen;
        var membership = new Membership(key.Tenant, RoleNames.Parse(view.State.Role)!.Value);
        var by = AccountStore.By(user);
        return await memberships.GrantAsync(user, membership, by)
            ?? Explain(await SubmitAsync(key, view.Head, new InviteOp.Done(), by));
    }

    private static Refusal? Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Committed => null,
        EditOutcome.Stale or EditOutcome.Rejected => NotOpen,
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
        return new DocumentKey(tenant, "all", "invite", hash);
    }
}
