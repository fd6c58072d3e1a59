using System.ComponentModel.DataAnnotations;
using Easel.Server;
using Easel.Server.Auth;

namespace Easel.Tests.Server.Auth;

public class AuthoritySettingsTests
{
    public static TheoryData<string, Action<ServerSettings>> Wrong => new()
    {
        { "Issuer", settings => settings.Authorities[0].Issuer = "" },
        { "Issuer", settings => settings.Authorities[0].Issuer = "http://login.example.org" },
        { "Issuer", settings => settings.Authorities[0].Issuer = "https://*.example.org" },
        { "Issuer", settings => settings.Authorities[0].Issuer = "https://user:pw@login.example.org" },
        { "Issuer", settings => settings.Authorities[0].Issuer = "https://login.example.org/?x=1" },
        { "Issuer", settings => settings.TokenIssuer = settings.Authorities[0].Issuer },
        { "JwksUri", settings => settings.Authorities[0].JwksUri = "http://login.example.org/keys" },
        { "JwksUri", settings => settings.Authorities[0].JwksUri = "file:///etc/passwd" },
        { "Audience", settings => settings.Authorities[0].Audience = "" },
        { "Audience", settings => settings.Authorities[0].Audience = "*" },
        { "Tenants", settings => settings.Authorities[0].Tenants = [] },
        { "Tenants", settings => settings.Authorities[0].Tenants = ["*"] },
        { "DefaultTenant", settings => settings.Authorities[0].DefaultTenant = "t_other" },
        { "Algorithms", settings => settings.Authorities[0].Algorithms = ["HS256"] },
        { "Algorithms", settings => settings.Authorities[0].Algorithms = ["none"] },
        { "Algorithms", settings => settings.Authorities[0].Algorithms = ["*"] },
        { "TenantsClaim", settings => settings.Authorities[0].TenantsClaim = "" },
        { "SubjectPrefix", settings => settings.Authorities[0].SubjectPrefix = "corp" },
        { "SubjectPrefix", settings => settings.Authorities[0].SubjectPrefix = "Corp:" },
        { "an Issuer is there twice", settings => settings.Authorities = [Good("a:"), Good("b:")] },
        { "the same SubjectPrefix", settings => settings.Authorities = [Good("a:"), Good("a:", "https://b.example")] },
        { "SignUp", settings => (settings.SignUp, settings.Authorities[0].SubjectPrefix) = (SignUp.Invite, "") },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void TE5_A_server_does_not_start_with_an_authority_that_could_be_somebody_else(
        string name, Action<ServerSettings> spoil)
    {
        var settings = Settings();
        settings.Validate();

        spoil(settings);

        Assert.Contains(name, Assert.Throws<ValidationException>(settings.Validate).Message);
    }

    [Fact]
    public void TE9_Nobody_signs_up_outside_dev_unless_the_operator_says_so()
    {
        Assert.Equal(SignUp.Off, new ServerSettings { Env = "prod" }.SignUpPolicy);
        Assert.Equal(SignUp.Open, new ServerSettings { Env = "dev" }.SignUpPolicy);
        Assert.Equal(SignUp.Invite, new ServerSettings { Env = "prod", SignUp = SignUp.Invite }.SignUpPolicy);
    }

    private static ServerSettings Settings() =>
        new() { Env = "prod", Key = EaselApp.Key, Authorities = [Good("corp:")] };

    private static AuthoritySettings Good(string prefix, string issuer = "https://login.example.org/realms/one") => new()
    {
        Issuer = issuer,
        Audience = "easel",
        Tenants = ["t_acme"],
        SubjectPrefix = prefix,
    };
}
