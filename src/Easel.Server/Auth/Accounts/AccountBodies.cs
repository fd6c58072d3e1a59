using System.Text.Json;
using System.Text.Json.Serialization;

namespace Easel.Server.Auth.Accounts;

// Classes, and no records: those would write their secrets wherever they are printed.

/// <summary><c>POST /auth/signup</c></summary>
internal sealed class SignUpRequest
{
    [JsonRequired] public string User { get; init => field = value ?? throw new JsonException(); } = "";

    [JsonRequired] public string Password { get; init => field = value ?? throw new JsonException(); } = "";

    public string? Invite { get; init; }
}

/// <summary><c>POST /auth/login</c></summary>
internal sealed class LoginRequest
{
    [JsonRequired] public string User { get; init => field = value ?? throw new JsonException(); } = "";

    [JsonRequired] public string Password { get; init => field = value ?? throw new JsonException(); } = "";

    /// <summary>The default tenant of the token; null means the first.</summary>
    public string? TenantId { get; init; }

    /// <summary>An invitation that is accepted with this login.</summary>
    public string? Invite { get; init; }
}

/// <summary><c>POST /auth/password</c></summary>
internal sealed class PasswordRequest
{
    [JsonRequired] public string User { get; init => field = value ?? throw new JsonException(); } = "";

    /// <summary>The old one.</summary>
    [JsonRequired] public string Password { get; init => field = value ?? throw new JsonException(); } = "";

    [JsonRequired] public string NewPassword { get; init => field = value ?? throw new JsonException(); } = "";
}

/// <summary><c>POST /auth/invites</c></summary>
internal sealed class InviteRequest
{
    public string? TenantId { get; init; }

    [JsonRequired] public string Role { get; init => field = value ?? throw new JsonException(); } = "";

    /// <summary>Seconds.</summary>
    public int? ExpiresIn { get; init; }
}

/// <summary>A token, and what it is good for.</summary>
internal sealed class LoginAnswer
{
    public required string Token { get; init; }

    /// <summary>Seconds.</summary>
    public required int ExpiresIn { get; init; }

    public required string Subject { get; init; }

    /// <summary>All that the user is in. A token for very many of them holds only some.</summary>
    public required IReadOnlyList<LoginTenant> Tenants { get; init; }
}

/// <summary>A tenant that a user is in.</summary>
internal sealed record LoginTenant(string TenantId, string Role);

/// <summary>An invitation, to be given to one person.</summary>
internal sealed class InviteAnswer
{
    public required string Invite { get; init; }

    /// <summary>Seconds.</summary>
    public required int ExpiresIn { get; init; }
}

/// <summary>An invitation as administrators see it: without its code.</summary>
/// <param name="By">Who made it.</param>
/// <param name="UsedBy">Who has used it; null if nobody has.</param>
/// <param name="Open">Whether it can still be used.</param>
internal sealed record InviteRecord(
    string Id, string Role, string By, DateTime ExpiresAt, string? UsedBy, bool Open);

/// <summary>Invitations of a tenant.</summary>
/// <param name="Next">Null on the last page.</param>
internal sealed record InvitePage(IReadOnlyList<InviteRecord> Invites, string? Next);

/// <summary>An account, without anything that could help to get into it.</summary>
internal sealed record AccountAnswer(string User, bool Disabled);
