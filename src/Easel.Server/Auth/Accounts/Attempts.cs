using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// How often a password may be tried (SPEC TE9): for a user, because passwords are guessed, and from an address, because
/// users are.
/// </summary>
internal sealed class Attempts(IOptions<AccountOptions> options, TimeProvider clock)
{
    /// <summary>Users, and addresses, that are remembered. Beyond it those are forgotten that tried longest ago.</summary>
    public const int RememberedMax = 20_000;

    // What one customer of a provider can choose freely.
    private const int SubnetBytes = 8;

    private readonly AttemptBuckets users = new(
        options.Value.UserBurstMax, TimeSpan.FromSeconds(options.Value.UserRefillSeconds), RememberedMax, clock);

    private readonly AttemptBuckets addresses = new(
        options.Value.AddressBurstMax, TimeSpan.FromSeconds(options.Value.AddressRefillSeconds), RememberedMax, clock);

    /// <returns>Zero if it may be tried now, else how long to wait.</returns>
    public TimeSpan TryTake(string user, IPAddress? address)
    {
        var wait = addresses.TryTake(NameOf(address));
        return wait > TimeSpan.Zero ? wait : users.TryTake(user);
    }

    /// <summary>Who knows the password is not guessing it.</summary>
    public void GiveBack(string user) => users.GiveBack(user);

    private static string NameOf(IPAddress? address) => address switch
    {
        null => "local",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } =>
            Convert.ToHexString(address.GetAddressBytes(), 0, SubnetBytes),
        _ => address.ToString(),
    };
}
