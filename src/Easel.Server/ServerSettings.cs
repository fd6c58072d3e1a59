using System.ComponentModel.DataAnnotations;
using Easel.Server.Auth;

namespace Easel.Server;

/// <summary>What an operator decides: by command line, else environment, else configuration file.</summary>
public sealed class ServerSettings : IValidatableObject
{
    /// <summary>Where to listen; several addresses are parted by semicolons.</summary>
    [Required] public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>The folder for everything that must outlive the process.</summary>
    [Required] public string Data { get; set; } = "./data";

    /// <summary>The environment of requests that name none.</summary>
    [AllowedValues("dev", "staging", "prod")] public string Env { get; set; } = "dev";

    /// <summary>Whether rates are limited; null means everywhere but in dev.</summary>
    [AllowedValues(null, "default", "off")] public string? Limits { get; set; }

    /// <summary>Bytes of a JSON body. A longer one is refused before it is read.</summary>
    [Range(1_024, 1 << 26)] public int BodyBytesMax { get; set; } = 1 << 20;

    /// <summary>Refuses every <c>actor_id</c> that is not the authenticated subject (SPEC TE6).</summary>
    public bool StrictActor { get; set; }

    /// <summary>Accepts <c>?token=</c> on streams (SPEC TE4). A URL ends up in more logs than a header does.</summary>
    public bool QueryTokens { get; set; } = true;

    /// <summary>Pages, besides its own, that may open sockets (SPEC GS7): <c>https://app.example</c>.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>The conflict fixture (SPEC CM11); null means everywhere but in prod.</summary>
    public bool? ConflictFixture { get; set; }

    /// <summary>The folder of the built studio; null means the one beside the executable.</summary>
    public string? Studio { get; set; }

    /// <summary>The issuer and audience that tokens must name; null lets any pass.</summary>
    public string? TokenIssuer { get; set; }

    public string? TokenAudience { get; set; }

    /// <summary>Identity providers whose tokens are taken, beside this server's own (SPEC TE5).</summary>
    public AuthoritySettings[] Authorities { get; set; } = [];

    /// <summary>Who may make an account; null means everybody in dev and nobody elsewhere.</summary>
    public SignUp? SignUp { get; set; }

    /// <summary>The key of local tokens. Not read from the configuration: it would end up in dumps of it.</summary>
    public byte[] Key { get; set; } = [];

    internal SignUp SignUpPolicy => SignUp ?? (Env == "dev" ? Auth.SignUp.Open : Auth.SignUp.Off);

    /// <summary>
    /// Whether accounts count beside authorities: not where one of those names its users as accounts are named.
    /// </summary>
    internal bool HasAccounts => !Array.Exists(Authorities, one => one.SubjectPrefix.Length == 0);

    internal bool HasConflictFixture => Env != "prod" && (ConflictFixture ?? true);

    /// <exception cref="ValidationException">A setting is out of bounds; the message names it.</exception>
    internal void Validate() =>
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SigningKey.FaultOf(Key) is { } fault) yield return new ValidationResult(fault, [nameof(Key)]);
        foreach (var wrong in AuthoritySettings.FaultsOf(this))
            yield return new ValidationResult(wrong, [nameof(Authorities)]);
        foreach (var origin in AllowedOrigins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
                || origin != uri.GetLeftPart(UriPartial.Authority))
                yield return new ValidationResult($"{origin} is not an origin.", [nameof(AllowedOrigins)]);
        }

        foreach (var url in Urls.Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                yield return new ValidationResult($"{url} is not an http or https address.", [nameof(Urls)]);
        }
    }
}
