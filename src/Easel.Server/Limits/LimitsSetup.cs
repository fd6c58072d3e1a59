namespace Easel.Server.Limits;

/// <summary>The limits that stand before everything else. Others are options beside what they limit.</summary>
internal static class LimitsSetup
{
    public static void AddLimits(this IServiceCollection services)
    {
        services.AddOptions<ConnectionOptions>()
            .Configure<ServerSettings>(static (connections, settings) =>
            {
                // Load tests of one machine come as one client with very many connections.
                if (!settings.HasLimits) connections.ConnectionsMax = 2 * connections.ConnectionsMax;
            })
            .BindConfiguration(ConnectionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateOptions>().BindConfiguration(RateOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Rates>();
    }
}
