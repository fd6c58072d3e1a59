using System.Security.Cryptography;
using System.Text;
using Easel.Server;
using Easel.Server.Auth;

namespace Easel.Tests.Server.Tenancy;

/// <summary>Somebody who calls every route, and what they are answered.</summary>
/// <param name="Bearer">Null sends none.</param>
/// <param name="Answers">The status for what a route needs; <see cref="AsMissing"/> and <see cref="Well"/> too.</param>
internal sealed record MatrixCaller(
    string Name, string? Bearer, Func<Needs, int> Answers, string? Query = null, params (string, string)[] Headers)
{
    /// <summary>Byte for byte as for a canvas that is not there.</summary>
    public const int AsMissing = -1;

    /// <summary>Not refused for want of rights.</summary>
    public const int Well = 0;

    /// <summary>Calls by somebody who has no business here, or only some.</summary>
    public static IEnumerable<MatrixCaller> All(ServerSettings settings, string ticket, string unused) =>
    [
        new("nobody", null, Stranger),
        new("garbage", "garbage", Unknown),
        new("expired", Sign(settings, "bob", exp: -3_600), Unknown),
        new("not yet", Sign(settings, "bob", more: $",\"nbf\":{Now + 3_600}"), Unknown),
        new("alg none", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{Sign(settings, "bob").Split('.')[1]}.", Unknown),
        new("keyed with a public key", Sign(settings, "bob", key: PublicKey()), Unknown),
        new("wrong issuer", Sign(settings, "bob", iss: "https://evil.example"), Unknown),
        new("wrong audience", Sign(settings, "bob", aud: "elsewhere"), Unknown),
        new("ticket as token", ticket, Unknown),
        new("token as ticket", null, Stranger, Query: $"ticket={Sign(settings, "bob")}"),
        new("used ticket", null, Stranger, Query: $"ticket={unused}x"),
        new("other tenant", Sign(settings, "olga", "t_other", "owner"), Foreigner),
        new("other tenant, by name", Sign(settings, "olga", "t_other", "owner"), Outsider, null,
            ("X-Tenant-Id", EaselApp.Tenant)),
        new("other environment", Sign(settings, "bob"), Elsewhere, null, ("X-Env", "staging")),
        new("other project", Sign(settings, "bob"), OtherProject, null, ("X-Project-Id", "p2")),
        new("viewer", Sign(settings, "eve", role: "viewer"), Viewer),
        new("removed member", Sign(settings, "rita"), Removed),
        new("revoked in the tenant", Sign(settings, "rob"), Revoked),
        new("revoked everywhere", Sign(settings, "roy"), Unknown),
        new("member of a killed canvas", Sign(settings, "bob"), Killed, null, ("X-Kill", "yes")),
    ];

    private static long Now { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private static int Stranger(Needs needs) => needs switch
    {
        Needs.Nothing => Well,
        Needs.AdminListener => 404,
        Needs.SystemKey => 403, // None is configured, so none is accepted.
        _ => 401,
    };

    private static int Unknown(Needs needs) => needs == Needs.SystemKey ? 401 : Stranger(needs);

    private static int Foreigner(Needs needs) => needs switch
    {
        Needs.Reading or Needs.Editing or Needs.Changing or Needs.Watching or Needs.Socket or Needs.Owning =>
            AsMissing,
        Needs.AdministeringPath => 404,
        Needs.Operating or Needs.SystemKey => 403,
        Needs.AdminListener => 404,
        _ => Well,
    };

    private static int Outsider(Needs needs) => needs switch
    {
        Needs.Nothing or Needs.Token => Well,
        Needs.AdministeringPath or Needs.AdminListener => 404,
        _ => 403,
    };

    private static int Member(Needs needs) => needs switch
    {
        Needs.Administering or Needs.AdministeringPath or Needs.Owning => 403,
        Needs.Operating or Needs.SystemKey => 403,
        Needs.AdminListener => 404,
        _ => Well,
    };

    private static int Elsewhere(Needs needs) =>
        needs is Needs.Reading or Needs.Editing or Needs.Changing or Needs.Watching or Needs.Socket
            ? AsMissing : Member(needs);

    private static int OtherProject(Needs needs) => needs switch
    {
        Needs.Reading or Needs.Changing => AsMissing,
        Needs.Editing => 400,
        Needs.Watching => 404,
        _ => Member(needs),
    };

    private static int Viewer(Needs needs) => needs is Needs.Editing or Needs.Changing or Needs.Creating ? 403 : Member(needs);

    private static int Removed(Needs needs) => needs switch
    {
        Needs.Nothing or Needs.Token => Well,
        Needs.AdministeringPath or Needs.AdminListener => 404,
        _ => 403,
    };

    private static int Revoked(Needs needs) => needs switch
    {
        Needs.Nothing or Needs.Token => Well,
        Needs.AdminListener => 404,
        Needs.SystemKey => 403,
        _ => 401,
    };

    private static int Killed(Needs needs) =>
        needs is Needs.Editing or Needs.Changing or Needs.Watching or Needs.Socket ? 423 : Member(needs);

    private static string Sign(
        ServerSettings settings, string user, string tenant = EaselApp.Tenant, string role = "member", long exp = 600,
        string? iss = null, string? aud = null, byte[]? key = null, string more = "") =>
        TokenMinter.Sign(
            """{"alg":"HS256","typ":"JWT"}""",
            $$"""
            {"sub":"{{user}}","iat":{{Now - 10}},"exp":{{Now + exp}},"iss":"{{iss ?? settings.TokenIssuer}}",
            "aud":"{{aud ?? settings.TokenAudience}}","tenant_ids":["{{tenant}}"],"role_map":{"{{tenant}}":"{{role}}"}
            {{more}}}
            """,
            key ?? EaselApp.Key);

    private static byte[] PublicKey()
    {
        using var rsa = RSA.Create(2_048);
        return Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem());
    }

    private static string Encode(string text) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
