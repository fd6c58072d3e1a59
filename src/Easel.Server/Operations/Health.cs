using Easel.Server.Wire;

namespace Easel.Server.Operations;

/// <summary>The answer of a server that is well.</summary>
internal sealed record Health(string Status);

/// <summary>Whether the process runs, and whether it can serve (SPEC HO). Open to all, so no more is told.</summary>
internal sealed class HealthChecks(IStoreHealth store, IHostApplicationLifetime lifetime)
{
    public static Task LiveAsync(HttpContext http) =>
        http.Response.WriteAsync(200, new Health("live"), WireJson.Default.Health);

    public async Task ReadyAsync(HttpContext http)
    {
        // A load balancer should stop sending before the last connection is closed.
        var problem = lifetime.ApplicationStopping.IsCancellationRequested
            ? "The server is stopping."
            : await store.ProblemAsync(http.RequestAborted);
        if (problem is null) await http.Response.WriteAsync(200, new Health("ready"), WireJson.Default.Health);
        else await http.Response.RefuseAsync(Problems.NotReady.Because(problem));
    }
}
