using System.Net;
using System.Text;
using Easel.Server.Auth;
using Easel.Server.DataFolder;

namespace Easel.Server.Limits;

/// <summary>
/// What a server for others must not start with. In dev it may: there everything is on one machine. Each finding says
/// what to do about it.
/// </summary>
internal static class SecureStart
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>What is wrong with the settings, each with the name of the one to change.</summary>
    public static IEnumerable<(string Setting, string Finding)> FindingsOf(ServerSettings settings)
    {
        if (settings.Env == "dev") yield break;
        foreach (var url in settings.OpenAddresses.Where(url => IsPlain(url) && !HasCover(settings)))
        {
            yield return (nameof(settings.Urls),
                $"{url} would send tokens in clear text. Listen at an https address; or at http://127.0.0.1:5080 "
                + "behind a proxy on this machine; or name the proxy that ends TLS in KnownProxies; or set "
                + "AllowPlainHttp to true if nobody else is on that network.");
        }

        foreach (var url in settings.AdminAddresses.Where(IsPlain))
        {
            yield return (nameof(settings.AdminUrls),
                $"{url} would open the administration to a network, in clear text. Listen at http://127.0.0.1:5090, or "
                + "at an https address.");
        }

        if (settings.SystemKey is { } key && SigningKey.IsGuessable(Encoding.UTF8.GetBytes(key)))
        {
            yield return (nameof(settings.SystemKey),
                "The system key is not random. Make one with: head -c 32 /dev/urandom | base64");
        }

        if (settings.PublicAdmin == true && settings.OpenAddresses.Any(IsPlain))
        {
            yield return (nameof(settings.PublicAdmin),
                "PublicAdmin needs an https address, or one of this machine alone. Take PublicAdmin away and use the "
                + "admin listener, or change Urls.");
        }
    }

    /// <summary>What is not wrong enough to refuse.</summary>
    public static IEnumerable<string> WarningsOf(ServerSettings settings)
    {
        if (settings.Env == "dev" && !settings.OpenAddresses.All(url => new Uri(url).IsLoopback))
        {
            yield return "dev is open to whoever reaches this machine: anybody may make an account, and administration "
                + "is served too. Start with --env prod.";
        }

        if (settings.Env == "dev") yield break;
        var isPlain = settings.OpenAddresses.Any(url => !url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
        if (settings.QueryTokens && isPlain)
        {
            yield return "QueryTokens is on, so tokens may stand in addresses, which proxies write into their logs. "
                + "Set QueryTokens to false: clients can use POST /auth/ticket instead.";
        }

        if (!settings.HasLimits)
            yield return "Limits is off, so one client can take the whole server. Start with --limits default.";
    }

    /// <summary>What is wrong with who may read the folder; null if nothing is.</summary>
    public static string? FindingOf(ServedFolder folder)
    {
        if (OperatingSystem.IsWindows()) return null;
        var key = SigningKey.FileIn(folder.Path);
        if (File.Exists(key) && (File.GetUnixFileMode(key) & Others) != 0)
            return $"Others can read the signing key. Make it yours alone: chmod 600 '{key}'";
        return folder.Exists && (File.GetUnixFileMode(folder.Path) & Others) != 0
            ? $"Others can look into the data folder. Make it yours alone: chmod 700 '{folder.Path}'"
            : null;
    }

    /// <summary>Whether an address is of plain HTTP and reached from other machines.</summary>
    private static bool IsPlain(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != "http") return false;
        if (uri.Host is "localhost" or "unix") return false;
        return !IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) || !IPAddress.IsLoopback(ip);
    }

    private static bool HasCover(ServerSettings settings) =>
        settings.AllowPlainHttp || settings.KnownProxies.Length > 0;
}
