namespace Easel.Server.Tenancy;

/// <summary>Who is asking.</summary>
internal static class TenancySetup
{
    public static void AddTenancy(this IServiceCollection services)
    {
        services.AddOptions<TicketOptions>().BindConfiguration(TicketOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Tickets>();
        services.AddSingleton<TicketEndpoint>();
        services.AddSingleton<CanvasTrail>();
        services.AddSingleton<RequestContexts>();
    }

    public static void MapTenancy(this IEndpointRouteBuilder routes) => TicketEndpoint.Map(routes);
}
