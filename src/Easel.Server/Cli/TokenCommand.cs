using System.CommandLine;
using Easel.Server.Auth;
using Easel.Server.Wire;

namespace Easel.Server.Cli;

/// <summary><c>easel token</c> (SPEC CL2). It needs the key of the data folder, and never opens the database.</summary>
internal static class TokenCommand
{
    private static readonly Option<string> User = new("--user")
    {
        Description = "Whom the token speaks for.",
        HelpName = "NAME",
        Required = true,
    };

    private static readonly Option<string> RoleName = new Option<string>("--role")
    {
        Description = "What the bearer may do in the tenant.",
        HelpName = "owner|admin|member|viewer",
        DefaultValueFactory = _ => "member",
    }.AcceptOnlyFromAmong("owner", "admin", "member", "viewer");

    private static readonly Option<string?> Type = new Option<string?>("--type")
    {
        Description = "What the bearer is. Default: what each request says. An agent can act only as itself.",
        HelpName = "human|agent",
    }.AcceptOnlyFromAmong("human", "agent");

    private static readonly Option<TimeSpan> Expires =
        Choices.Span("--expires", "How long the token is valid.", TimeSpan.FromHours(1));

    public static Command Create()
    {
        User.Validators.Add(result =>
            Choices.Check(result, Ids.IsKey, "is not a name: 1 to 255 characters without controls"));
        var command = new Command("token", "Makes a token for a user, and prints nothing else.")
        {
            User, Choices.Tenant, RoleName, Type, Expires, Choices.Data, Choices.Config,
        };
        command.SetAction(Run);
        return command.Teach("""
            Examples:
              TOKEN=$(easel token --user alice)
              easel token --user root --tenant t_system --role admin
              easel token --user summarizer --type agent --expires 7d

            Who can read the data folder can make any token: it is signed with the key that lies there.

            """);
    }

    private static int Run(ParseResult line)
    {
        var setup = Setup.Read(line.GetValue(Choices.Config), ("Data", line.GetValue(Choices.Data)));
        var key = SigningKey.Read(setup.Folder.Path, mayCreate: false)
            ?? throw new CommandFailedException(
                $"There is no signing key in {setup.Folder.Path}. Start 'easel serve' there first, "
                + "or name another folder with --data.");
        if (SigningKey.FaultOf(key) is { } fault) throw new CommandFailedException(fault);
        var grant = new TokenGrant(
            line.GetRequiredValue(User), line.GetRequiredValue(Choices.Tenant), line.GetRequiredValue(RoleName))
        {
            ActorType = line.GetValue(Type),
            Lifetime = line.GetValue(Expires),
        };
        Console.Out.WriteLine(TokenMinter.Mint(grant, key, TimeProvider.System.GetUtcNow(), setup.Settings));
        return 0;
    }
}
