using System.CommandLine;
using Easel.Server.Auth;
using Easel.Server.DataFolder;
using Easel.Server.Limits;
using Easel.Server.Tenancy;

namespace Easel.Server.Cli;

/// <summary><c>easel serve</c> (SPEC CL1).</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StudioTokenLifetime = TimeSpan.FromHours(12);

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Where to listen. Default: http://127.0.0.1:5080. Several are parted by semicolons.",
        HelpName = "URLS",
    };

    private static readonly Option<string?> AdminUrls = new("--admin-urls")
    {
        Description = "Where metrics and administration are served. Default: a free port of this machine in dev, "
            + "http://127.0.0.1:5090 elsewhere. none: nowhere.",
        HelpName = "URLS",
    };

    private static readonly Option<string?> Maps = new("--maps")
    {
        Description = "A folder of map files to serve. Default: folders of its own in the data folder.",
        HelpName = "FOLDER",
    };

    private static readonly Option<string?> Env = Choices.EnvOption(
        "The environment. dev, the default, makes its own key and prints a link to the studio.");

    private static readonly Option<string?> Limits = new Option<string?>("--limits")
    {
        Description = "Whether rates are limited. Default: everywhere but in dev.",
        HelpName = "default|off",
    }.AcceptOnlyFromAmong("default", "off");

    public static Command Create()
    {
        var command = new Command("serve", "Serves the documents of a data folder until it is told to stop.")
        {
            Urls, AdminUrls, Choices.Data, Maps, Env, Limits, Choices.Config,
        };
        command.SetAction(RunAsync);
        return command.Teach($$"""
            Examples:
              easel serve
              easel serve --urls http://127.0.0.1:8080 --data /var/lib/easel
              {{Setup.EnvironmentPrefix}}ENV=prod easel serve --data /var/lib/easel

            Every setting can also stand in easel.json in the data folder, {"urls": "http://127.0.0.1:8080"}, or in
            the environment, {{Setup.EnvironmentPrefix}}URLS. The command line wins over the environment, and that over
            the file.

            """);
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken ct)
    {
        var setup = Setup.Read(
            line.GetValue(Choices.Config), ("Urls", line.GetValue(Urls)), ("AdminUrls", line.GetValue(AdminUrls)),
            ("Data", line.GetValue(Choices.Data)), ("MapsFolder", line.GetValue(Maps)), ("Env", line.GetValue(Env)),
            ("Limits", line.GetValue(Limits)));
        var held = setup.Folder.TryLock() ?? throw InUse(setup.Folder);
        await using var server = await LocalServer.StartAsync(setup, held, isShared: true, ct);
        Console.Out.WriteLine($"Easel serves {setup.Folder.Path} at {server.Url} ({setup.Settings.Env})");
        if (server.AdminUrl is { } admin) Console.Out.WriteLine($"Admin: {admin}");
        if (setup.Settings.Env == "dev")
            Console.Out.WriteLine($"Studio: {server.Url}/#token={StudioToken(setup.Settings)}");
        foreach (var warning in SecureStart.WarningsOf(setup.Settings)) Console.Error.WriteLine($"easel: {warning}");
        await server.WaitAsync(ct);
        return 0;
    }

    private static CommandFailedException InUse(ServedFolder folder)
    {
        var by = folder.ReadHolder()?.ToString() ?? "another process";
        return new CommandFailedException($"{folder.Path} is in use by {by}. Only one process can have a data folder.");
    }

    private static string StudioToken(ServerSettings settings)
    {
        var grant = new TokenGrant("dev", FirstTenants.Northstar, "owner")
        {
            OtherTenants = [FirstTenants.System],
            Lifetime = StudioTokenLifetime,
        };
        return TokenMinter.Mint(grant, settings.Key, TimeProvider.System.GetUtcNow(), settings);
    }
}
