using Easel.Server.Auth.Accounts;

namespace Easel.Server.Auth;

/// <summary>Whose tokens are believed, and how those get one who have no identity provider.</summary>
internal static class AuthSetup
{
    public static void AddAuth(this IServiceCollection services)
    {
        services.AddOptions<AuthorityOptions>().BindConfiguration(AuthorityOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeyFetch>();
        services.AddSingleton<KeyGeneration>();
        services.AddSingleton<Authorities>();
        services.AddHostedService<KeyRefresh>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<ITokenVerifier>(all => new CachedTokenVerifier(
            all.GetRequiredService<TokenVerifier>(), all.GetRequiredService<KeyGeneration>(),
            all.GetRequiredService<TimeProvider>()));
        services.AddAccounts();
    }

    /// <summary>Nobody else's tokens, nothing to wait for.</summary>
    public static void UseAuthorities(this IApplicationBuilder app, ServerSettings settings)
    {
        if (settings.Authorities.Length > 0) app.UseMiddleware<KeyArrival>();
    }
}
