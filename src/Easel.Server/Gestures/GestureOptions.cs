using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Gestures;

/// <summary>The limits of sockets and rooms (SPEC GS).</summary>
public sealed class GestureOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Gestures";

    /// <summary>Bytes of a message; a longer one closes the socket. Commands have the limit of bodies.</summary>
    [Range(256, 1 << 20)] public int MessageBytesMax { get; set; } = 16 * 1_024;

    /// <summary>
    /// Messages a second that one socket may send. Beyond it the newest gestures and presences are kept; a hello, or a
    /// move to another canvas, is refused.
    /// </summary>
    [Range(1, 100_000)] public int RateMax { get; set; } = 60;

    /// <summary>The same that one socket may send at once.</summary>
    [Range(1, 100_000)] public int BurstMax { get; set; } = 120;

    /// <summary>Kinds of gestures that are told apart per socket where only the newest is kept.</summary>
    [Range(1, 256)] public int KindsMax { get; set; } = 8;

    /// <summary>Milliseconds for which a busy room collects gestures before it sends them on together.</summary>
    [Range(1, 1_000)] public int TickMs { get; set; } = 8;

    /// <summary>Sockets open at once, of all, of one tenant and of one actor in a tenant.</summary>
    [Range(1, 1_000_000)] public int SocketsMax { get; set; } = 4_000;

    /// <inheritdoc cref="SocketsMax"/>
    [Range(1, 1_000_000)] public int SocketsPerTenantMax { get; set; } = 2_000;

    /// <inheritdoc cref="SocketsMax"/>
    [Range(1, 1_000_000)] public int SocketsPerActorMax { get; set; } = 100;

    /// <summary>
    /// Sessions present in one room; beyond it the newest is refused. All sockets of a tenant can come back to it under
    /// new names while their old ones are still there.
    /// </summary>
    [Range(1, 1_000_000)] public int SessionsPerRoomMax { get; set; } = 4_000;

    /// <summary>Seconds between two pings of the server.</summary>
    [Range(1, 3_600)] public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>Seconds without a message after which an actor counts as idle.</summary>
    [Range(1, 86_400)] public int IdleSeconds { get; set; } = 60;

    /// <summary>Seconds for which a session that has gone may come back before it is said to be offline.</summary>
    [Range(0, 3_600)] public int OfflineSeconds { get; set; } = 5;

    /// <summary>Seconds for which a socket that is being closed waits for the other side.</summary>
    [Range(1, 60)] public int CloseSeconds { get; set; } = 2;

    /// <summary>Seconds after which bytes that nobody acknowledges mean that the transport is dead.</summary>
    [Range(5, 86_400)] public int DeadSeconds { get; set; } = 60;

    /// <summary>Bytes of answers that may wait for one socket; beyond, it is closed with 4008.</summary>
    [Range(1_024, 1 << 30)] public int WaitingBytesMax { get; set; } = 4 << 20;

    /// <summary>Commands of one socket without an answer yet; the next is not read before one is answered.</summary>
    [Range(1, 10_000)] public int CommandsInFlightMax { get; set; } = 256;

    /// <summary>Bytes of those commands.</summary>
    [Range(1_024, 1 << 30)] public int CommandBytesInFlightMax { get; set; } = 4 << 20;
}
