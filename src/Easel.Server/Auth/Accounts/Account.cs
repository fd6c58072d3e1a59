using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Easel.Server.Records;

namespace Easel.Server.Auth.Accounts;

/// <summary>What someone without an identity provider logs in with.</summary>
/// <param name="Hash">Of the password; null until the account was made.</param>
/// <param name="Generation">
/// Moves when what let somebody in no longer does: with a new password, and when the account is disabled.
/// </param>
internal sealed record Account(string? Hash, bool IsDisabled, int Generation = 0)
{
    public static Account None { get; } = new(null, false);

    /// <summary>Whether who was let in by an earlier state of the account may still come in.</summary>
    public bool StillAdmits(Account earlier) => !IsDisabled && Generation == earlier.Generation;
}

/// <summary>
/// What can be done to an account. Each is a commit of the account's own document, so that it is durable and guarded.
/// Hashes stand here: nobody may read these ops, and the event log shows only that there was a commit.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Created), "account_created")]
[JsonDerivedType(typeof(PasswordSet), "password_set")]
[JsonDerivedType(typeof(Rehashed), "password_rehashed")]
[JsonDerivedType(typeof(Disabled), "account_disabled")]
[JsonDerivedType(typeof(Enabled), "account_enabled")]
internal abstract record AccountOp
{
    public sealed record Created(string Hash) : AccountOp;

    public sealed record PasswordSet(string Hash) : AccountOp;

    /// <summary>The same password, hashed as it is done now.</summary>
    public sealed record Rehashed(string Hash) : AccountOp;

    public sealed record Disabled : AccountOp;

    public sealed record Enabled : AccountOp;
}

/// <summary>What an account is, for the kernel.</summary>
internal sealed class AccountModel()
    : PlainModel<Account, AccountOp>(AccountJson.Default.Account, AccountJson.Default.ImmutableArrayAccountOp)
{
    /// <inheritdoc/>
    public override Account Empty => Account.None;

    /// <inheritdoc/>
    public override Account? Apply(Account state, AccountOp op, out string? misfit)
    {
        var isThere = state.Hash is not null;
        misfit = op is AccountOp.Created == isThere ? "the account is there already, or not yet" : null;
        return misfit is not null ? null : op switch
        {
            AccountOp.Created(var hash) => new Account(hash, IsDisabled: false),
            AccountOp.PasswordSet(var hash) => state with { Hash = hash, Generation = state.Generation + 1 },
            AccountOp.Rehashed(var hash) => state with { Hash = hash },
            AccountOp.Disabled => state with { IsDisabled = true, Generation = state.Generation + 1 },
            AccountOp.Enabled => state with { IsDisabled = false },
            _ => throw new System.Diagnostics.UnreachableException(op.GetType().Name),
        };
    }
}

/// <summary>How accounts and invitations are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(ImmutableArray<AccountOp>))]
[JsonSerializable(typeof(Invite))]
[JsonSerializable(typeof(ImmutableArray<InviteOp>))]
internal sealed partial class AccountJson : JsonSerializerContext;
