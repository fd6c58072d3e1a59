namespace Easel.Server.Auth;

/// <summary>
/// Lets a request wait whose token names a key that its authority may have published a moment ago. Verifying itself
/// waits for nothing, so that it can be asked from anywhere.
/// </summary>
internal sealed class KeyArrival(RequestDelegate next, Authorities authorities, ServerSettings settings)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        if (KeysToAsk(http.Request) is { } keys) await keys.ArriveAsync(http.RequestAborted);
        await next(http);
    }

    private AuthorityKeys? KeysToAsk(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        var text = header is null ? settings.QueryTokens ? (string?)request.Query["token"] : null
            : header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..]
            : null;
        if (string.IsNullOrEmpty(text)) return null;
        using var token = CompactToken.TryRead(text);
        var keys = token is null ? null : authorities.Find(token.Issuer)?.Keys;
        return keys?.Find(token!) is null ? keys : null;
    }
}
