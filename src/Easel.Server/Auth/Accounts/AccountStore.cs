using System.Text.RegularExpressions;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Auth.Accounts;

/// <summary>The accounts of this server. Each is a document of the system's tenant, in no environment.</summary>
internal sealed partial class AccountStore(AccountDocuments documents, AccountModel model)
{
    // An account that is changed so often between two reads is being fought over.
    private const int TriesMax = 8;

    /// <summary>The one spelling of a user name, or null if it is none: no name may look like another.</summary>
    public static string? NameOf(string? user) =>
        user?.ToLowerInvariant() is { } name && Name().IsMatch(name) ? name : null;

    public async ValueTask<DocumentView<Account>> ReadAsync(string user) => await documents.PeekAsync(KeyOf(user));

    /// <summary>Null if the account is made; a name can be taken once.</summary>
    public async ValueTask<Refusal?> CreateAsync(string user, string hash) =>
        await SubmitAsync(user, Revision.Zero, new AccountOp.Created(hash), By(user)) switch
        {
            EditOutcome.Committed => null,
            EditOutcome.Stale or EditOutcome.Rejected => Taken,
            var outcome => Unavailability.Explain(outcome),
        };

    /// <summary>Changes an account as it was read. Null if that is done.</summary>
    public async ValueTask<Refusal?> ChangeAsync(string user, Revision read, AccountOp op) =>
        await SubmitAsync(user, read, op, By(user)) switch
        {
            EditOutcome.Committed => null,
            EditOutcome.Stale or EditOutcome.Rejected =>
                Problems.Overloaded.Because("The account was changed meanwhile; nothing was applied."),
            var outcome => Unavailability.Explain(outcome),
        };

    /// <summary>Changes an account, whatever happens to it meanwhile. Null if that is done.</summary>
    public async ValueTask<Refusal?> OverruleAsync(string user, AccountOp op, Attribution by)
    {
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var view = await ReadAsync(user);
            if (view.State.Hash is null) return Problems.NotFound.Because("There is no such account.");
            var outcome = await SubmitAsync(user, view.Head, op, by);
            if (outcome is EditOutcome.Committed) return null;
            if (outcome is not EditOutcome.Stale) return Unavailability.Explain(outcome);
        }

        return Problems.Overloaded.Because("The account is being changed again and again.");
    }

    public static Refusal Taken { get; } = Problems.AccountExists.Because("Another account has this name.");

    /// <summary>The user of an account, who acts without a token.</summary>
    public static Attribution By(string user) => new() { ActorId = user, ActorType = "human", Subject = user };

    private Task<EditOutcome> SubmitAsync(string user, Revision read, AccountOp op, Attribution by) =>
        documents.SubmitAsync(KeyOf(user), new Edit<AccountOp>
        {
            Base = read,
            Ops = new OpBatch<AccountOp>([op], model.EncodeOps([op])),
            By = by,
        });

    private static DocumentKey KeyOf(string user) => new(FirstTenants.System, "all", "account", user);

    // Without a colon: that ends the prefix of an authority.
    [GeneratedRegex("^[a-z0-9][a-z0-9._@+-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
