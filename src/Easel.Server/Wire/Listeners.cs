using Easel.Server.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Easel.Server.Wire;

/// <summary>
/// Where the server listens: one set of addresses for all, one for those who run it. Which of them a request came by
/// is a property of its connection, never of what the request says about itself.
/// </summary>
internal sealed class Listeners(ServerSettings settings, IOptions<ConnectionOptions> limits)
{
    private readonly List<ListenOptions> open = [];
    private readonly List<ListenOptions> admin = [];

    /// <summary>The addresses for all; once the server has started, with the ports that the system chose.</summary>
    public IReadOnlyList<string> Open => [.. open.Select(one => one.ToString()!)];

    /// <summary>The addresses for those who run the server.</summary>
    public IReadOnlyList<string> Admin => [.. admin.Select(one => one.ToString()!)];

    /// <summary>Has every address listened at. Nothing else that names addresses is asked.</summary>
    public void Bind(KestrelServerOptions kestrel)
    {
        var forAll = new ConnectionPlaces(limits.Value.ConnectionsMax);
        var forAdmin = new ConnectionPlaces(limits.Value.AdminConnectionsMax);
        foreach (var url in settings.OpenAddresses)
        {
            Listen(kestrel, url, listen =>
            {
                forAll.Guard(listen);
                open.Add(listen);
            });
        }

        foreach (var url in settings.AdminAddresses)
        {
            Listen(kestrel, url, listen =>
            {
                forAdmin.Guard(listen);
                listen.Use(static next => connection =>
                {
                    connection.Features.Set(AdminConnection.Mark);
                    return next(connection);
                });
                admin.Add(listen);
            });
        }
    }

    private static void Listen(KestrelServerOptions kestrel, string url, Action<ListenOptions> configure)
    {
        var address = BindingAddress.Parse(url);
        if (address.IsUnixPipe) kestrel.ListenUnixSocket(address.UnixPipePath, Configure);
        else if (string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase))
            kestrel.ListenLocalhost(address.Port, Configure);
        else if (System.Net.IPAddress.TryParse(address.Host, out var ip)) kestrel.Listen(ip, address.Port, Configure);
        else kestrel.ListenAnyIP(address.Port, Configure); // A name that this machine goes by.

        void Configure(ListenOptions listen)
        {
            configure(listen);
            if (string.Equals(address.Scheme, "https", StringComparison.OrdinalIgnoreCase)) listen.UseHttps();
        }
    }
}

/// <summary>What a connection of the admin listener carries.</summary>
internal sealed class AdminConnection
{
    public static readonly AdminConnection Mark = new();

    private AdminConnection()
    {
    }

    public static bool IsOf(HttpContext http) => http.Features.Get<AdminConnection>() is not null;
}
