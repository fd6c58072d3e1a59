using System.Security.Cryptography;
using System.Text;
using Easel.Server.Auth;
using static Easel.Tests.Server.Auth.ProviderKey;

namespace Easel.Tests.Server.Auth;

/// <summary>Tokens that must open nothing (RFC 8725, section 2, and what libraries were found to accept).</summary>
internal sealed class HostileTokens(IdentityProvider provider, ProviderKey rsa, ProviderKey curve)
{
    private const string Local = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly byte[] Key = EaselApp.Key;

    private readonly long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public IEnumerable<(string What, string Token)> All() =>
        [.. Headers(), .. Confusions(), .. Signatures(), .. Shapes(), .. OwnClaims(), .. ProviderClaims()];

    public string Own(string more = "", string iss = "easel", string sub = "ann") =>
        $$"""
        {"iss":"{{iss}}","aud":"easel","sub":"{{sub}}","exp":{{now + 600}},
        "tenant_ids":["t_northstar"],"role_map":{"t_northstar":"owner"}{{more}}}
        """;

    public static string Hmac(string header, string claims, byte[]? key = null) =>
        TokenMinter.Sign(header, claims, key ?? Key);

    private IEnumerable<(string, string)> Headers()
    {
        foreach (var more in (string[])[
            "\"jku\":\"https://evil.example/k\"", "\"x5u\":\"https://evil.example/c\"", "\"x5c\":[\"MIIB\"]",
            "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}", "\"x5t\":\"AA\"", "\"x5t#S256\":\"AA\"", "\"crit\":[\"exp\"]",
            "\"crit\":[]", "\"b64\":false", "\"zip\":\"DEF\"", "\"enc\":\"A128GCM\"", "\"epk\":{}", "\"cty\":\"JWT\"",
            "\"kid\":7", "\"kid\":\"\"", "\"kid\":null", "\"typ\":\"logout+jwt\"", "\"typ\":\"dpop+jwt\"", "\"typ\":1",
            "\"kid\":\"../../dev/null\"", "\"kid\":\"x' OR '1'='1\"", $"\"kid\":\"{new string('k', 300)}\""])
        {
            yield return ($"provider header {more}", rsa.Sign($$"""{"alg":"RS256",{{more}}}""", provider.Claims()));
            if (!more.Contains("/dev/") && !more.Contains("OR")) // Its own key has no id, so those say nothing there.
                yield return ($"own header {more}", Hmac($$"""{"alg":"HS256",{{more}}}""", Own()));
        }

        yield return ("alg twice", Hmac("""{"alg":"none","alg":"HS256"}""", Own()));
        yield return ("alg twice, escaped", Hmac("""{"alg":"HS256","\u0061lg":"HS256"}""", Own()));
        yield return ("header no object", Hmac("""["HS256"]""", Own()));
        yield return ("kid of another algorithm", curve.Sign(Head("ES256", rsa.Id), provider.Claims()));
        yield return ("kid of another key", curve.Sign(Head("RS256", rsa.Id), provider.Claims()));
        yield return ("unknown kid", rsa.Sign(Head("RS256", "r9"), provider.Claims()));
    }

    private IEnumerable<(string, string)> Confusions()
    {
        foreach (var none in (string[])["none", "None", "NONE", "nOnE", "", " none", "hs256", "HS512", "HS256 ", "PS256"])
        {
            var body = $"{Text($$"""{"alg":"{{none}}"}""")}.{Text(Own())}";
            yield return ($"alg '{none}', empty signature", $"{body}.");
            yield return ($"alg '{none}', signed with our key", Hmac($$"""{"alg":"{{none}}"}""", Own()));
            yield return ($"alg '{none}', of the provider", rsa.Sign(Head(none, rsa.Id), provider.Claims()));
        }

        var rsaKey = (RSA)rsa.Key;
        foreach (var (what, secret) in ((string, byte[])[])[
            ("SPKI", rsaKey.ExportSubjectPublicKeyInfo()), ("PKCS1", rsaKey.ExportRSAPublicKey()),
            ("PEM", Encoding.ASCII.GetBytes(rsaKey.ExportSubjectPublicKeyInfoPem())),
            ("PEM and line end", Encoding.ASCII.GetBytes(rsaKey.ExportSubjectPublicKeyInfoPem() + "\n")),
            ("JWK", Encoding.ASCII.GetBytes(rsa.Jwk)), ("modulus", rsaKey.ExportParameters(false).Modulus!),
            ("curve SPKI", ((ECDsa)curve.Key).ExportSubjectPublicKeyInfo()), ("nothing", []), ("zeros", new byte[32])])
        {
            yield return ($"HS256 with {what}", Hmac(Head("HS256", rsa.Id), provider.Claims(), secret));
            yield return ($"HS256 with {what}, no kid", Hmac(Local, provider.Claims(), secret));
            yield return ($"HS256 with {what}, as our own", Hmac(Local, Own(), secret));
        }

        yield return ("our key, their issuer", Hmac(Local, provider.Claims()));
        yield return ("our key, their kid", Hmac(Head("HS256", rsa.Id), provider.Claims()));
        yield return ("their key, our issuer", rsa.Sign(Own()));
        yield return ("their curve, our issuer", curve.Sign(Own()));
    }

    private IEnumerable<(string, string)> Signatures()
    {
        var claims = provider.Claims();
        var good = curve.Sign(claims);
        var body = good[..good.LastIndexOf('.')];
        var signed = Encoding.ASCII.GetBytes(body);
        string With(byte[] signature) => $"{body}.{Text(signature)}";
        var raw = curve.SignatureOf(signed);
        var der = ((ECDsa)curve.Key).SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        yield return ("ES256 in DER", With(der));
        yield return ("ES256 with 63 bytes", With(raw[..63]));
        yield return ("ES256 with 65 bytes", With([.. raw, 0]));
        yield return ("ES256 with 96 bytes", With([.. raw, .. new byte[32]]));
        yield return ("ES256 with 0 and 0", With(new byte[64])); // CVE-2022-21449
        yield return ("ES256 with r = 0", With([.. new byte[32], .. raw[32..]]));
        yield return ("ES256 with s = 0", With([.. raw[..32], .. new byte[32]]));
        yield return ("ES256 with all ones", With([.. Enumerable.Repeat((byte)255, 64)]));
        yield return ("ES256 of another message", With(curve.SignatureOf([1])));
        yield return ("ES256 of another curve key", Curve(curve.Id).Sign(claims));
        yield return ("ES256 in an RSA key's name", $"{Text(Head("RS256", rsa.Id))}.{Text(claims)}.{Text(raw)}");
        var other = Rsa(rsa.Id);
        yield return ("RS256 of another key", other.Sign(claims));
        var rsaBody = $"{Text(rsa.Header)}.{Text(claims)}";
        var rsaSignature = rsa.SignatureOf(Encoding.ASCII.GetBytes(rsaBody));
        yield return ("RS256 a byte short", $"{rsaBody}.{Text(rsaSignature[1..])}");
        yield return ("RS256 with a zero in front", $"{rsaBody}.{Text([0, .. rsaSignature])}");
        yield return ("RS256 all zeros", $"{rsaBody}.{Text(new byte[256])}");
        yield return ("RS256 with SHA-1", $"{rsaBody}.{Text(((RSA)rsa.Key).SignData(
            Encoding.ASCII.GetBytes(rsaBody), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1))}");
        yield return ("PSS as RS256", $"{rsaBody}.{Text(((RSA)rsa.Key).SignData(
            Encoding.ASCII.GetBytes(rsaBody), HashAlgorithmName.SHA256, RSASignaturePadding.Pss))}");
    }

    private IEnumerable<(string, string)> Shapes()
    {
        var good = Hmac(Local, Own());
        var parts = good.Split('.');
        yield return ("one part", parts[0]);
        yield return ("two parts", $"{parts[0]}.{parts[1]}");
        yield return ("four parts", $"{good}.x");
        yield return ("five parts, as if encrypted", $"{parts[0]}.{parts[1]}.{parts[1]}.{parts[1]}.{parts[2]}");
        yield return ("empty parts", "..");
        yield return ("empty header", $".{parts[1]}.{parts[2]}");
        yield return ("no signature", $"{parts[0]}.{parts[1]}.");
        yield return ("half a signature", $"{parts[0]}.{parts[1]}.{parts[2][..20]}");
        yield return ("padded", $"{good}=");
        yield return ("padded header", $"{parts[0]}==.{parts[1]}.{parts[2]}");
        yield return ("base64, not url", $"{parts[0]}.{parts[1]}.{parts[2][..^1]}+");
        yield return ("a blank inside", $"{parts[0]}.{parts[1]} .{parts[2]}");
        yield return ("bits left over", good[..^1] + (good[^1] == 'A' ? 'B' : (char)(good[^1] + 1)));
        yield return ("other claims", $"{parts[0]}.{Text(Own(sub: "root"))}.{parts[2]}");
        yield return ("JSON form", Text($$"""{"payload":"{{parts[1]}}","protected":"{{parts[0]}}"}"""));
        yield return ("too long", Hmac(Local, Own($",\"x\":\"{new string('x', 8_192)}\"")));
        yield return ("claims no object", Hmac(Local, "[]"));
        yield return ("claims no JSON", Hmac(Local, "sub=ann"));
        yield return ("claims cut off", Hmac(Local, Own()[..^1]));
        yield return ("claims nested too deeply", Hmac(Local, Own($",\"x\":{new string('[', 40)}{new string(']', 40)}")));
        yield return ("claims not UTF-8", $"{parts[0]}.{Text([0xC3, 0x28])}.{parts[2]}");
    }

    private IEnumerable<(string, string)> OwnClaims()
    {
        foreach (var more in (string[])[
            ",\"sub\":\"root\"", ",\"exp\":9999999999", $",\"nbf\":{now + 120}", $",\"iat\":{now + 120}",
            ",\"nbf\":\"0\"", ",\"iat\":\"0\"", ",\"actor_type\":\"ghost\"", ",\"actor_type\":1",
            ",\"default_tenant_id\":\"t_other\"", ",\"iat\":-1e300"])
            yield return ($"own claims with {more}", Hmac(Local, Own(more)));
        foreach (var (from, to) in ((string, string)[])[
            ($"{now + 600}", $"{now - 61}"), ($"\"exp\":{now + 600},", ""), ($"{now + 600}", $"\"{now + 600}\""),
            ($"{now + 600}", "null"), ($"{now + 600}", "-1e300"), ("\"ann\"", "1"), ("\"ann\"", "\"\""),
            ("\"ann\"", "null"), ("\"ann\"", "\"a\\u0000b\""), ("\"sub\":\"ann\",", ""), ("\"easel\"", "\"anyone\""),
            ("\"iss\":\"easel\"", "\"iss\":[\"easel\"]"), ("\"iss\":\"easel\",", ""), ("owner", "god"),
            ("[\"t_northstar\"]", "[\"*\"]"), ("[\"t_northstar\"]", "{}"), ("[\"t_northstar\"]", "[7]")])
            yield return ($"own claims, {from} as {to}", Hmac(Local, Own().Replace(from, to, StringComparison.Ordinal)));
    }

    private IEnumerable<(string, string)> ProviderClaims()
    {
        foreach (var (from, to) in ((string, string)[])[
            (IdentityProvider.Audience, "another"), (IdentityProvider.Audience, "easel-test2"),
            ($"\"{IdentityProvider.Audience}\"", "[]"), ($"\"{IdentityProvider.Audience}\"", "[7]"),
            ($"\"aud\":\"{IdentityProvider.Audience}\",", ""), (provider.Issuer, provider.Issuer + "/"),
            (provider.Issuer, "https://evil.example"), (provider.Issuer, provider.Issuer.ToUpperInvariant()),
            ("\"sub\":\"ann\",", ""), ("\"exp\"", "\"expires\""), ("member", "god")])
            yield return ($"their claims, {from} as {to}",
                rsa.Sign(provider.Claims().Replace(from, to, StringComparison.Ordinal)));
        yield return ("theirs, over", rsa.Sign(provider.Claims().Replace(
            "\"exp\":", $"\"exp\":{now - 100},\"was\":", StringComparison.Ordinal)));
        yield return ("theirs, not yet", rsa.Sign(provider.Claims($",\"nbf\":{now + 3_600}")));
    }

    private static string Head(string algorithm, string id) => $$"""{"alg":"{{algorithm}}","kid":"{{id}}"}""";
}
