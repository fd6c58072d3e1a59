using System.Net;
using System.Net.Sockets;
using Easel.Server.Limits;
using Microsoft.Extensions.Options;

namespace Easel.Server.Auth.Accounts;

/// <summary>
/// How often a password may be tried (SPEC TE9): for a user, because passwords are guessed, and from an address,
/// because users are.
/// </summary>
internal sealed class Attempts(IOptions<AccountOptions> options, TimeProvider clock)
{
    /// <summary>Users, and addresses, that are known at once; the newest beyond it share their attempts.</summary>
    private const int KnownMax = 20_000;

    // What one customer of a provider can choose freely.
    private const int SubnetBytes = 8;

    private readonly AccountOptions limits = options.Value;
    private readonly RateTable<string> users = new(KnownMax, clock);
    private readonly RateTable<string> addresses = new(KnownMax, clock);

    /// <returns>Zero if it may be tried now, else how long to wait.</returns>
    public TimeSpan TryTake(string user, IPAddress? address)
    {
        var now = clock.GetTimestamp();
        var isAllowed = addresses.Find(NameOf(address)).TryTake(
            now, Interval(limits.AddressRefillSeconds), limits.AddressBurstMax, out var wait)
            && users.Find(user).TryTake(now, Interval(limits.UserRefillSeconds), limits.UserBurstMax, out wait);
        return isAllowed ? TimeSpan.Zero : clock.GetElapsedTime(0, wait);
    }

    /// <summary>Who knows the password is not guessing it.</summary>
    public void GiveBack(string user) => users.Find(user).GiveBack(Interval(limits.UserRefillSeconds));

    private long Interval(int seconds) => seconds * clock.TimestampFrequency;

    private static string NameOf(IPAddress? address) => address switch
    {
        null => "local",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } =>
            Convert.ToHexString(address.GetAddressBytes(), 0, SubnetBytes),
        _ => address.ToString(),
    };
}
