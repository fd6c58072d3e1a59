using Easel.Documents;
using Easel.Server.Tenancy.Control;
using Microsoft.Extensions.Options;

namespace Easel.Server.Tenancy;

/// <summary>Who is asking.</summary>
internal static class TenancySetup
{
    public static void AddTenancy(this IServiceCollection services)
    {
        services.AddOptions<TicketOptions>().BindConfiguration(TicketOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ControlModel>();
        services.AddSingleton(all => new ControlDocuments(
            all.GetRequiredService<ControlModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, []));
        services.AddSingleton<Tenants>();
        services.AddSingleton<Access>();
        services.AddHostedService<TenantsAtStart>();
        services.AddSingleton<SystemKey>();
        services.AddSingleton<TenantEndpoints>();
        services.AddSingleton<MemberEndpoints>();
        services.AddSingleton<FlagEndpoints>();
        services.AddSingleton<KillEndpoints>();
        services.AddSingleton<Tickets>();
        services.AddSingleton<TicketEndpoint>();
        services.AddSingleton<CanvasTrail>();
        services.AddSingleton<RequestContexts>();
    }

    /// <summary>Nobody is served before it is known who may what.</summary>
    private sealed class TenantsAtStart(Tenants tenants) : IHostedService
    {
        public Task StartAsync(CancellationToken ct) => tenants.LoadAsync(ct);

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
