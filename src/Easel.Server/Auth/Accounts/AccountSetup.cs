using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth.Accounts;

/// <summary>Users and passwords for those who have no identity provider.</summary>
internal static class AccountSetup
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccountModel>();
        services.AddSingleton(all => Documents<AccountModel, Account, AccountOp>(all));
        services.AddSingleton<InviteModel>();
        services.AddSingleton(all => Documents<InviteModel, Invite, InviteOp>(all));
        services.AddSingleton<AccountStore>();
        services.AddSingleton<Invites>();
        services.AddSingleton<Memberships>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Logins>();
        services.AddSingleton<AccountEndpoints>();
        services.AddSingleton<InviteEndpoints>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        AccountEndpoints.Map(routes);
        InviteEndpoints.Map(routes);
    }

    private static GuardedDocuments<TState, TOp> Documents<TModel, TState, TOp>(IServiceProvider all)
        where TModel : IDocumentModel<TState, TOp>
        where TState : class => new(
            all.GetRequiredService<TModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, []);
}
