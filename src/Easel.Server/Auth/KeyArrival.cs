namespace Easel.Server.Auth;

/// <summary>
/// Lets a request wait whose token names a key that its authority may have published a moment ago. Verifying itself
/// waits for nothing, so that it can be asked from anywhere.
/// </summary>
internal sealed class KeyArrival(
    RequestDelegate next, Authorities authorities, ITokenVerifier tokens, ServerSettings settings)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (KeysToAsk(http) is { } keys) await keys.ArriveAsync(http.RequestAborted);
        await next(http);
    }

    private AuthorityKeys? KeysToAsk(HttpContext http)
    {
        var inQuery = settings.QueryTokens && http.GetEndpoint()?.Metadata.GetMetadata<TakesQueryToken>() is not null;
        var text = BearerToken.Of(http.Request, inQuery);
        if (text.IsEmpty || tokens.Verify(text) is not null) return null;
        using var token = CompactToken.TryRead(text);
        var keys = token is null ? null : authorities.Find(token.Issuer)?.Keys;
        return keys?.Find(token!) is null ? keys : null;
    }
}
