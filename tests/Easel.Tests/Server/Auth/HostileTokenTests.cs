using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Server.Auth;
using Easel.Server.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Server.Auth;

public class HostileTokenTests
{
    private const int CasesMin = 150;

    [Fact]
    public async Task TE5_No_hostile_token_is_verified_or_opens_anything()
    {
        await using var scene = await Scene.StartAsync();
        var verifier = scene.App.Services.GetRequiredService<ITokenVerifier>();
        var cases = scene.Hostile.All().ToList();
        var accepted = new List<string>();

        foreach (var (what, token) in cases)
        {
            if (verifier.Verify(token) is not null) accepted.Add($"verified: {what}");
            var reply = await scene.App.GetAsync("/canvas", token);
            if ((reply.Status, reply.Code) != (401, "UNAUTHENTICATED")) accepted.Add($"{reply.Status}: {what}");
        }

        Assert.Empty(accepted);
        Assert.True(cases.Count >= CasesMin, $"{cases.Count} cases");
        Assert.Equal(cases.Count, cases.DistinctBy(one => one.What).Count());
    }

    [Fact]
    public async Task TE5_What_they_are_made_from_opens_everything_so_it_is_their_fault_that_is_refused()
    {
        await using var scene = await Scene.StartAsync();

        foreach (var token in (string[])[
            scene.Provider.Token(scene.Rsa), scene.Provider.Token(scene.Curve),
            HostileTokens.Hmac("""{"alg":"HS256","typ":"JWT"}""", scene.Hostile.Own()),
            HostileTokens.Hmac("""{"alg":"HS256"}""", scene.Hostile.Own()),
            scene.Rsa.Sign("""{"alg":"RS256"}""", scene.Provider.Claims()),
            scene.Rsa.Sign($$"""{"alg":"RS256","typ":"at+jwt","kid":"{{scene.Rsa.Id}}"}""", scene.Provider.Claims())])
            Assert.Equal(200, (await scene.App.GetAsync("/canvas", token)).Status);
    }

    /// <summary>The control: the corpus finds a verifier that believes the header.</summary>
    [Fact]
    public async Task TE5_A_verifier_that_lets_the_token_choose_its_algorithm_is_found_out()
    {
        await using var scene = await Scene.StartAsync();
        var trusting = new TrustingVerifier(scene.Rsa);

        var accepted = scene.Hostile.All().Where(one => trusting.Verify(one.Token) is not null).ToList();

        Assert.Contains(accepted, one => one.What.StartsWith("alg 'none'", StringComparison.Ordinal));
        Assert.Contains(accepted, one => one.What.StartsWith("HS256 with PEM", StringComparison.Ordinal));
    }

    /// <summary>What many have written first.</summary>
    private sealed class TrustingVerifier(ProviderKey rsa) : ITokenVerifier
    {
        public Identity? Verify(ReadOnlySpan<char> token)
        {
            var parts = token.ToString().Split('.');
            if (parts.Length != 3 || !StrictBase64.TryDecode(parts[0], out var header)) return null;
            try
            {
                using var json = JsonDocument.Parse(header);
                return IsGenuine(json.RootElement.GetProperty("alg").GetString(), parts) ? Somebody : null;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                return null;
            }
        }

        private static Identity Somebody { get; } = new()
        {
            Subject = "somebody",
            Tenants = [],
            Roles = new Dictionary<string, Role>(),
            EndsAt = default,
        };

        private bool IsGenuine(string? algorithm, string[] parts)
        {
            if (string.Equals(algorithm, "none", StringComparison.OrdinalIgnoreCase)) return true;
            if (!StrictBase64.TryDecode(parts[2], out var signature)) return false;
            var signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
            var key = Encoding.ASCII.GetBytes(((RSA)rsa.Key).ExportSubjectPublicKeyInfoPem());
            return algorithm == "HS256" && HMACSHA256.HashData(key, signed).AsSpan().SequenceEqual(signature);
        }
    }

    private sealed class Scene : IAsyncDisposable
    {
        public required IdentityProvider Provider { get; init; }

        public required EaselApp App { get; init; }

        public ProviderKey Rsa { get; private init; } = null!;

        public ProviderKey Curve { get; private init; } = null!;

        public HostileTokens Hostile => new(Provider, Rsa, Curve);

        public static async Task<Scene> StartAsync()
        {
            var (rsa, curve) = (ProviderKey.Rsa("r1"), ProviderKey.Curve("e1"));
            var provider = await IdentityProvider.StartAsync(rsa, curve);
            var app = await EaselApp.StartAsync(provider.Trusted());
            Assert.Equal(200, (await app.GetAsync("/canvas", provider.Token(rsa))).Status); // The keys are there.
            return new Scene { Provider = provider, App = app, Rsa = rsa, Curve = curve };
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Provider.DisposeAsync();
        }
    }
}
