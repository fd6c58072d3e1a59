using System.Text.Json.Serialization;
using Easel.Server.Tenancy;

namespace Easel.Server.Auth.Accounts;

/// <summary>An invitation into a tenant. It is kept under the hash of its code, which is kept nowhere.</summary>
/// <param name="Role">As it is spelled on the wire; null until the invitation was made.</param>
/// <param name="UsedBy">Whom it is for now; nobody else can use it any more.</param>
/// <param name="IsDone">Whether that user has become a member, so that it can do nothing more.</param>
internal sealed record Invite(string? Role, DateTimeOffset Until, string? UsedBy, bool IsDone)
{
    public static Invite None { get; } = new(null, DateTimeOffset.MinValue, null, false);

    /// <summary>
    /// The one who has used it may come again until it is done, because the server may have stopped in between.
    /// </summary>
    public bool IsOpenTo(string user, DateTimeOffset now) =>
        RoleNames.Parse(Role) is not null && !IsDone && now < Until && (UsedBy is null || UsedBy == user);
}

/// <summary>What can be done with an invitation.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Made), "invite_made")]
[JsonDerivedType(typeof(Used), "invite_used")]
[JsonDerivedType(typeof(Done), "invite_done")]
internal abstract record InviteOp
{
    public sealed record Made(string Role, DateTimeOffset Until) : InviteOp;

    public sealed record Used(string User) : InviteOp;

    public sealed record Done : InviteOp;
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
            case InviteOp.Made(var role, var until) when state.Role is null:
                return new Invite(role, until, null, false);
            case InviteOp.Used(var user) when state is { Role: not null, UsedBy: null }:
                return state with { UsedBy = user };
            case InviteOp.Done when state is { UsedBy: not null, IsDone: false }:
                return state with { IsDone = true };
            default:
                misfit = "the invitation is used already, or not made yet";
                return null;
        }
    }
}
