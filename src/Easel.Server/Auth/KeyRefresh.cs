using Microsoft.Extensions.Options;

namespace Easel.Server.Auth;

/// <summary>Fetches the keys of all authorities from time to time. The server starts and serves without them.</summary>
internal sealed class KeyRefresh(Authorities authorities, IOptions<AuthorityOptions> options, TimeProvider clock)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!authorities.All.Any()) return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefreshSeconds), clock);
        do
        {
            foreach (var authority in authorities.All) _ = authority.Keys.StartRefresh();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
