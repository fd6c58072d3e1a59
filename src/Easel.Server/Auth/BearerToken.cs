namespace Easel.Server.Auth;

/// <summary>Finds the token that a request brings (SPEC TE4). Nothing else looks for one.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token as it was sent; empty if there is none.</summary>
    /// <param name="inQuery">Whether it may stand in the address, if there is no header.</param>
    public static ReadOnlySpan<char> Of(HttpRequest request, bool inQuery)
    {
        string? header = request.Headers.Authorization;
        if (header is null) return inQuery ? (string?)request.Query["token"] : default;
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header.AsSpan(Scheme.Length) : default;
    }
}

/// <summary>Marks a route that is for readers which cannot send headers.</summary>
internal sealed class TakesQueryToken
{
    public static readonly TakesQueryToken Mark = new();

    private TakesQueryToken()
    {
    }
}

/// <summary>How routes say it.</summary>
internal static class TakesQueryTokenRoutes
{
    public static TRoute TakingQueryTokens<TRoute>(this TRoute route)
        where TRoute : IEndpointConventionBuilder => route.WithMetadata(TakesQueryToken.Mark);
}
