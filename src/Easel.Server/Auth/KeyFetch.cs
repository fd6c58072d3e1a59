using System.Net;
using System.Text.Json;
using Easel.Documents.Json;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth;

/// <summary>
/// Fetches the keys of an authority from where the operator said that they are, and from nowhere else: no redirect is
/// followed, and nothing in a token leads anywhere.
/// </summary>
internal sealed class KeyFetch : IDisposable
{
    private const string Discovery = "/.well-known/openid-configuration";

    // So that a new address of a name is noticed.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly HttpClient http;

    public KeyFetch(IOptions<AuthorityOptions> options, TimeProvider clock)
    {
        (timeout, this.clock) = (TimeSpan.FromSeconds(options.Value.FetchSecondsMax), clock);
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        http = new HttpClient(sockets)
        {
            Timeout = Timeout.InfiniteTimeSpan, // Both documents together have one.
            MaxResponseContentBufferSize = options.Value.DocumentBytesMax,
        };
    }

    /// <exception cref="KeysUnavailableException">There are no keys to be had there now.</exception>
    public async Task<VerificationKey[]> GetAsync(AuthoritySettings authority, bool isDev, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            var address = authority.JwksUri is { } known
                ? new Uri(known)
                : KeysOf(await http.GetByteArrayAsync(AddressOf(authority), either.Token), authority, isDev);
            return JsonWebKeys.TryRead(await http.GetByteArrayAsync(address, either.Token), authority.AllowedAlgorithms)
                ?? throw new KeysUnavailableException("what it publishes is no set of keys");
        }
        catch (HttpRequestException failure)
        {
            throw new KeysUnavailableException(
                failure.StatusCode is { } status ? $"it answered {(int)status}" : failure.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new KeysUnavailableException("it did not answer in time");
        }
    }

    public void Dispose() => http.Dispose();

    private static Uri AddressOf(AuthoritySettings authority) => new(authority.Issuer.TrimEnd('/') + Discovery);

    /// <summary>A document that speaks for another issuer is not this one's (OpenID Connect Discovery 4.3).</summary>
    private static Uri KeysOf(byte[] json, AuthoritySettings authority, bool isDev)
    {
        if (!StrictJson.TryCompact(json, out var compact, out _))
            throw new KeysUnavailableException("its description is not JSON");
        using var document = JsonDocument.Parse(compact);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "issuer") != authority.Issuer)
            throw new KeysUnavailableException("its description is that of another issuer");
        return AuthoritySettings.TryReadAddress(Text(root, "jwks_uri"), isDev)
            ?? throw new KeysUnavailableException("its description names no acceptable address of keys");
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>An authority's keys cannot be had. The message says why in words that anybody may read.</summary>
internal sealed class KeysUnavailableException(string reason) : Exception(reason);
