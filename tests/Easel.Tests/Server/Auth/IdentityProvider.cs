using System.Security.Cryptography;
using System.Text;
using Easel.Server;
using Easel.Server.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Server.Auth;

/// <summary>An identity provider on a port of its own. What it publishes, and how, is set by hand.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "easel-test";

    private readonly WebApplication app;
    private int fetches;

    private IdentityProvider(WebApplication app) => this.app = app;

    public string Issuer => app.Urls.First();

    /// <summary>What it publishes.</summary>
    public List<ProviderKey> Keys { get; } = [];

    /// <summary>Answers for keys instead of the set, if there is something.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Who its description says it is; null means the truth.</summary>
    public string? SaysItIs { get; set; }

    /// <summary>How long each document takes to come.</summary>
    public TimeSpan Delay { get; set; }

    public int Fetches => Volatile.Read(ref fetches);

    public static async Task<IdentityProvider> StartAsync(params ProviderKey[] keys)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new IdentityProvider(builder.Build());
        provider.Keys.AddRange(keys);
        provider.app.Run(provider.AnswerAsync);
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>Settings that take this provider's tokens for one tenant.</summary>
    public AuthoritySettings Settings(string prefix = "corp:") => new()
    {
        Issuer = Issuer,
        Audience = Audience,
        Tenants = [EaselApp.Tenant],
        SubjectPrefix = prefix,
    };

    public Action<ServerSettings> Trusted(Action<AuthoritySettings>? change = null) => settings =>
    {
        var authority = Settings();
        change?.Invoke(authority);
        settings.Authorities = [.. settings.Authorities, authority];
    };

    /// <summary>Claims of this provider that are in order.</summary>
    public string Claims(string more = "", string sub = "ann") =>
        $$"""
        {"iss":"{{Issuer}}","aud":"{{Audience}}","sub":"{{sub}}","exp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600}},
        "tenant_ids":["{{EaselApp.Tenant}}"],"role_map":{"{{EaselApp.Tenant}}":"member"}{{more}}}
        """;

    public string Token(ProviderKey key, string more = "", string sub = "ann") => key.Sign(Claims(more, sub));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, http.RequestAborted);
        if (http.Request.Path == "/.well-known/openid-configuration")
        {
            await http.Response.WriteAsync(
                $$"""{"issuer":"{{SaysItIs ?? Issuer}}","jwks_uri":"{{Issuer}}/keys"}""");
            return;
        }

        Interlocked.Increment(ref fetches);
        if (Instead is { } instead) await instead(http);
        else await http.Response.WriteAsync($$"""{"keys":[{{string.Join(",", Keys.Select(key => key.Jwk))}}]}""");
    }
}

/// <summary>A key of a provider, with both halves.</summary>
internal sealed class ProviderKey(string id, string algorithm, AsymmetricAlgorithm key)
{
    public string Id => id;

    public AsymmetricAlgorithm Key => key;

    public string Header => $$"""{"alg":"{{algorithm}}","kid":"{{id}}","typ":"JWT"}""";

    public string Jwk => key switch
    {
        RSA rsa when rsa.ExportParameters(false) is var it =>
            $$"""{"kty":"RSA","kid":"{{id}}","use":"sig","n":"{{Text(it.Modulus!)}}","e":"{{Text(it.Exponent!)}}"}""",
        ECDsa curve when curve.ExportParameters(false) is var it =>
            $$"""
            {"kty":"EC","kid":"{{id}}","use":"sig","crv":"P-256","x":"{{Text(it.Q.X!)}}","y":"{{Text(it.Q.Y!)}}"}
            """,
        _ => throw new InvalidOperationException(),
    };

    public static ProviderKey Rsa(string id, int bits = 2_048) => new(id, "RS256", RSA.Create(bits));

    public static ProviderKey Curve(string id) => new(id, "ES256", ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public string Sign(string claims) => Sign(Header, claims);

    public string Sign(string header, string claims)
    {
        var signed = $"{Text(header)}.{Text(claims)}";
        return $"{signed}.{Text(SignatureOf(Encoding.ASCII.GetBytes(signed)))}";
    }

    public byte[] SignatureOf(byte[] signed) => key is RSA rsa
        ? rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsa)key).SignData(signed, HashAlgorithmName.SHA256);

    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
