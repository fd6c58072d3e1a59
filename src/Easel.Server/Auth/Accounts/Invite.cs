using System.Text.Json.Serialization;
using Easel.Server.Records;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth.Accounts;

/// <summary>An invitation into a tenant. It is kept under the hash of its code, which is kept nowhere.</summary>
/// <param name="Offer">Null until the invitation was made.</param>
/// <param name="UsedBy">Whom it is for now; nobody else can use it any more.</param>
/// <param name="IsEnded">
/// Whether it can do nothing more: its user has become a member, or an administrator has ended it.
/// </param>
internal sealed record Invite(InviteOffer? Offer, string? UsedBy, bool IsEnded)
{
    public static Invite None { get; } = new(null, null, false);

    /// <summary>
    /// The one who has used it may come again until it has ended, because the server may have stopped in between.
    /// </summary>
    public bool IsOpenTo(string user, DateTimeOffset now) =>
        Offer is not null && !IsEnded && now < Offer.Until && (UsedBy is null || UsedBy == user);
}

/// <summary>What an invitation gives, and by what right.</summary>
/// <param name="Role">As it is spelled on the wire.</param>
/// <param name="By">Who made it. It is worth no more than they may give when it is used.</param>
/// <param name="ByRole">What they were then.</param>
/// <param name="ByTokenOf">When the token was issued that they had then: with it the invitation is revoked.</param>
internal sealed record InviteOffer(
    string Role, DateTimeOffset Until, string By, string ByRole, DateTimeOffset ByTokenOf)
{
    /// <summary>Its maker as it was when it was made.</summary>
    public Identity MakerIn(string tenant) => new()
    {
        Subject = By,
        Tenants = [tenant],
        Roles = new Dictionary<string, Role> { [tenant] = RoleNames.Parse(ByRole) ?? Tenancy.Role.None },
        IssuedAt = ByTokenOf,
        EndsAt = Until,
    };
}

/// <summary>What can be done with an invitation.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Made), "invite_made")]
[JsonDerivedType(typeof(Used), "invite_used")]
[JsonDerivedType(typeof(Ended), "invite_ended")]
internal abstract record InviteOp
{
    public sealed record Made(InviteOffer Offer) : InviteOp;

    public sealed record Used(string User) : InviteOp;

    public sealed record Ended : InviteOp;
}

/// <summary>What an invitation is, for the kernel.</summary>
internal sealed class InviteModel()
    : PlainModel<Invite, InviteOp>(AccountJson.Default.Invite, AccountJson.Default.ImmutableArrayInviteOp)
{
    /// <inheritdoc/>
    public override Invite Empty => Invite.None;

    /// <inheritdoc/>
    public override Invite? Apply(Invite state, InviteOp op, out string? misfit)
    {
        misfit = null;
        switch (op)
        {
            case InviteOp.Made(var offer) when state.Offer is null:
                return state with { Offer = offer };
            case InviteOp.Used(var user) when state is { Offer: not null, UsedBy: null, IsEnded: false }:
                return state with { UsedBy = user };
            case InviteOp.Ended when state is { Offer: not null, IsEnded: false }:
                return state with { IsEnded = true };
            default:
                misfit = "the invitation is used already, or not made yet";
                return null;
        }
    }
}
