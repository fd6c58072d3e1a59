using System.Text;
using Easel.Server.Auth;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Auth;

/// <summary>The examples of RFC 7515, appendix A, and of RFC 7519.</summary>
public class JwsVectorTests
{
    private const string Payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string A1 = $"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{Payload}"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private const string A1Key =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    private const string A2 = $"eyJhbGciOiJSUzI1NiJ9.{Payload}"
        + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb"
        + "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcO"
        + "Ln6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtV"
        + "rBp0igcN_IoypGlUPQGe77Rw";

    private const string A2Keys = """
        {"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1P
        """ + """
        t0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-K
        """ + """
        XBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2eth
        """ + """
        FkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]}
        """;

    private const string A3 = $"eyJhbGciOiJFUzI1NiJ9.{Payload}"
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string A3Keys = """
        {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
        """;

    [Fact]
    public void TE5_A1_HS256()
    {
        Assert.True(StrictBase64.TryDecode(A1Key, out var secret));

        AssertOnly(new SecretKey(secret), A1);
    }

    [Fact]
    public void TE5_A2_RS256() => AssertOnly(Assert.Single(Read(A2Keys)), A2);

    [Fact]
    public void TE5_A3_ES256() => AssertOnly(Assert.Single(Read(A3Keys)), A3);

    /// <summary>A.4 (ES512) and A.5 (none) are examples of what is not taken here, RFC 7519 A.1 is encrypted.</summary>
    [Theory]
    [InlineData($"eyJhbGciOiJub25lIn0.{Payload}.")]
    [InlineData($"eyJhbGciOiJub25lIn0.{Payload}")]
    [InlineData($"eyJhbGciOiJub25lIn0.{Payload}.AA")]
    [InlineData($"eyJhbGciOiJFUzUxMiJ9.{Payload}.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI")]
    [InlineData("eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8.AxY8DCtDaGlsbGlj"
        + "b3RoZQ.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wKaM.fiK51VwhsxJ-siBMR-YFiA")]
    public void TE5_Other_kinds_of_tokens_are_not_read_at_all(string token) => Assert.Null(CompactToken.TryRead(token));

    [Fact]
    public void TE2_The_claims_of_RFC_7519_say_who_it_is_from_and_until_when()
    {
        using var token = CompactToken.TryRead(A1)!;
        var rules = new ClaimRules { Issuer = "joe" };
        var inTime = DateTimeOffset.FromUnixTimeSeconds(1_300_819_300);

        Assert.Equal("joe", token.Issuer);
        Assert.Null(TokenClaims.Read(token.Claims, rules, inTime)); // It does not say whom it is for.
        using var named = CompactToken.TryRead(TokenMinter.Sign(
            """{"alg":"HS256"}""", """{"iss":"joe","exp":1300819380,"sub":"ann"}""", Key))!;
        Assert.Equal("ann", TokenClaims.Read(named.Claims, rules, inTime)!.Subject);
        Assert.Null(TokenClaims.Read(named.Claims, rules, inTime.AddSeconds(141)));
        Assert.Null(TokenClaims.Read(named.Claims, new ClaimRules { Issuer = "moe" }, inTime));
    }

    private static VerificationKey[] Read(string keys) =>
        JsonWebKeys.TryRead(Encoding.UTF8.GetBytes(keys), SigningAlgorithms.OfAuthorities)!;

    /// <summary>The key confirms the token as it is, and no other: every changed character of it tells.</summary>
    private static void AssertOnly(VerificationKey key, string token)
    {
        using var read = CompactToken.TryRead(token);
        Assert.True(key.Confirms(read!));
        for (var at = 0; at < token.Length; at++)
        {
            if (token[at] == '.') continue;
            var changed = $"{token[..at]}{(token[at] == 'A' ? 'B' : 'A')}{token[(at + 1)..]}";
            using var other = CompactToken.TryRead(changed);
            Assert.False(other is not null && key.Confirms(other), $"at {at}");
        }
    }
}
