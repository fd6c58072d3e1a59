using System.ComponentModel.DataAnnotations;
using Easel.Server.Auth;
using Easel.Server.Limits;

namespace Easel.Server;

/// <summary>What an operator decides: by command line, else environment, else configuration file.</summary>
public sealed class ServerSettings : IValidatableObject
{
    private const int SystemKeyMin = 32;
    internal const string NoAdmin = "none";

    /// <summary>Where to listen; several addresses are parted by semicolons.</summary>
    [Required] public string Urls { get; set; } = "http://127.0.0.1:5080";

    /// <summary>
    /// Where those who run the server reach it (SPEC HO3): metrics, and what administers. Null means a free port of
    /// this machine in dev, so that two servers never meet, and http://127.0.0.1:5090 elsewhere; "none" is none.
    /// </summary>
    public string? AdminUrls { get; set; }

    /// <summary>Serves what administers on the open listener too; null means in dev only.</summary>
    public bool? PublicAdmin { get; set; }

    /// <summary>The folder for everything that must outlive the process.</summary>
    [Required] public string Data { get; set; } = "./data";

    /// <summary>
    /// A folder of map files that is there already, for the first tenant in this server's environment; null gives it
    /// folders of its own in the data folder, as everybody else has (SPEC MP6).
    /// </summary>
    public string? MapsFolder { get; set; }

    /// <summary>The environment of requests that name none.</summary>
    [AllowedValues("dev", "staging", "prod")] public string Env { get; set; } = "dev";

    /// <summary>
    /// Whether rates and numbers of streams and connections have the limits of a server for many (SPEC GE5); null means
    /// everywhere but in dev. Sizes and time-outs are limited always.
    /// </summary>
    [AllowedValues(null, "default", "off")] public string? Limits { get; set; }

    /// <summary>Bytes of a JSON body. A longer one is refused before it is read.</summary>
    [Range(1_024, 1 << 26)] public int BodyBytesMax { get; set; } = 1 << 20;

    /// <summary>Refuses every <c>actor_id</c> that is not the authenticated subject (SPEC TE6).</summary>
    public bool StrictActor { get; set; }

    /// <summary>Accepts <c>?token=</c> on streams (SPEC TE4). A URL ends up in more logs than a header does.</summary>
    public bool QueryTokens { get; set; } = true;

    /// <summary>What a request for the first tenants has to bring (SPEC TF1); null accepts none.</summary>
    public string? SystemKey { get; set; }

    /// <summary>Pages, besides its own, that may open sockets (SPEC GS7): <c>https://app.example</c>.</summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Proxies that end TLS in front of this server, as addresses or networks (10.0.0.0/8). Only what they forward
    /// about a client is believed.
    /// </summary>
    public string[] KnownProxies { get; set; } = [];

    /// <summary>Lets a server outside of dev listen to other machines without TLS.</summary>
    public bool AllowPlainHttp { get; set; }

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

    internal IReadOnlyList<string> OpenAddresses => Urls.Split(';');

    internal IReadOnlyList<string> AdminAddresses => AdminUrls switch
    {
        NoAdmin => [],
        null when Env == "dev" => ["http://127.0.0.1:0"],
        null => ["http://127.0.0.1:5090"],
        _ => AdminUrls.Split(';'),
    };

    internal bool HasPublicAdmin => PublicAdmin ?? Env == "dev";

    internal bool HasLimits => (Limits ?? (Env == "dev" ? "off" : "default")) == "default";

    internal SignUp SignUpPolicy => SignUp ?? (Env == "dev" ? Auth.SignUp.Open : Auth.SignUp.Off);

    /// <summary>
    /// Whether accounts count beside authorities: not where one of those names its users as accounts are named.
    /// </summary>
    internal bool HasAccounts => !Array.Exists(Authorities, one => one.SubjectPrefix.Length == 0);

    /// <summary>Whether naming a tenant is enough to have it. Not for a command that only reads.</summary>
    internal bool MakesTenants { get => field && Env == "dev"; set; } = true;

    internal bool HasConflictFixture => Env != "prod" && (ConflictFixture ?? true);

    /// <exception cref="ValidationException">A setting is out of bounds; the message names it.</exception>
    internal void Validate() =>
        Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Setting, string? Fault)[] findings =
        [
            (nameof(Key), SigningKey.FaultOf(Key)),
            (nameof(SystemKey), SystemKey is { Length: < SystemKeyMin }
                ? $"The system key is shorter than {SystemKeyMin} characters." : null),
            .. AuthoritySettings.FaultsOf(this).Select(fault => (nameof(Authorities), (string?)fault)),
            .. AllowedOrigins.Select(origin => (nameof(AllowedOrigins), Addresses.FaultOfOrigin(origin))),
            .. OpenAddresses.Select(url => (nameof(Urls), Addresses.FaultOfUrl(url))),
            .. AdminAddresses.Select(url => (nameof(AdminUrls), Addresses.FaultOfUrl(url))),
            .. KnownProxies.Select(proxy => (nameof(KnownProxies), Addresses.FaultOfProxy(proxy))),
            .. SecureStart.FindingsOf(this).Select(one => (one.Setting, (string?)one.Finding)),
        ];
        return from one in findings
               where one.Fault is not null
               select new ValidationResult(one.Fault, [one.Setting]);
    }
}
