using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Easel.Server.Tenancy.Control;

/// <summary>
/// Something that was done in a tenant besides editing its documents. Every one is a commit of the tenant's control
/// document, and so an event of its event log (SPEC TF4). None holds a secret: administrators read them.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TenantCreated), "tenant_created")]
[JsonDerivedType(typeof(MemberSet), "member_set")]
[JsonDerivedType(typeof(MemberRemoved), "member_removed")]
[JsonDerivedType(typeof(FlagsSet), "flags_set")]
[JsonDerivedType(typeof(Killed), "killed")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(TokensRevoked), "tokens_revoked")]
[JsonDerivedType(typeof(TicketIssued), "ticket_issued")]
[JsonDerivedType(typeof(LoggedIn), "logged_in")]
[JsonDerivedType(typeof(Erased), "erased")]
internal abstract record ControlOp
{
    public sealed record TenantCreated(string Name) : ControlOp;

    public sealed record MemberSet(string User, string Role) : ControlOp;

    /// <summary>
    /// Stays on the list as removed: a token that still names the tenant must not bring the user back.
    /// </summary>
    public sealed record MemberRemoved(string User) : ControlOp;

    /// <summary>Sets the flags that it names; null goes back to what is inherited.</summary>
    public sealed record FlagsSet(ImmutableSortedDictionary<string, string?> Flags) : ControlOp;

    public sealed record Killed(Kill Kill) : ControlOp;

    public sealed record Released(KillTarget Target) : ControlOp;

    /// <summary>Ends every token of a user that was issued until then.</summary>
    public sealed record TokensRevoked(string User, DateTimeOffset Until) : ControlOp;

    /// <summary>Recorded, without effect on the state.</summary>
    public sealed record TicketIssued(string User, string Env, string? CanvasId) : ControlOp;

    /// <inheritdoc cref="TicketIssued"/>
    public sealed record LoggedIn(string User) : ControlOp;

    /// <summary>Recorded before the erasure of a canvas's content begins, without effect on the state.</summary>
    public sealed record Erased(string CanvasId, string Env, long UpToRev, string Reason) : ControlOp;
}
