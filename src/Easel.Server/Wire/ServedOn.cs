namespace Easel.Server.Wire;

/// <summary>
/// On which listeners a route is served; one without this is served on the open one. Where a route is not served it
/// is not there: see <see cref="ListenerPolicy"/>.
/// </summary>
internal sealed record ServedOn(bool Admin, OpenTo Open);

/// <summary>Whether the open listener serves a route that the admin listener serves.</summary>
internal enum OpenTo
{
    /// <summary>Never.</summary>
    Nobody,

    /// <summary>In dev, and where <see cref="ServerSettings.PublicAdmin"/> says so.</summary>
    Operators,

    /// <summary>Always.</summary>
    All,
}

/// <summary>How routes say it.</summary>
internal static class ServedOnRoutes
{
    /// <summary>For what both need: whether the server is well.</summary>
    public static TRoute OnEveryListener<TRoute>(this TRoute route)
        where TRoute : IEndpointConventionBuilder => route.WithMetadata(new ServedOn(true, OpenTo.All));

    /// <summary>
    /// For what administers: always on the admin listener, on the open one in dev or where it is configured.
    /// </summary>
    public static TRoute OnAdminListener<TRoute>(this TRoute route)
        where TRoute : IEndpointConventionBuilder => route.WithMetadata(new ServedOn(true, OpenTo.Operators));

    /// <summary>For what tells about all tenants and asks for no token.</summary>
    public static TRoute OnAdminListenerOnly<TRoute>(this TRoute route)
        where TRoute : IEndpointConventionBuilder => route.WithMetadata(new ServedOn(true, OpenTo.Nobody));
}
