using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Limits;

/// <summary>What a connection may cost before anybody knows who is on it.</summary>
public sealed class ConnectionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Connections";

    /// <summary>
    /// Open connections; the next is closed. The admin listener has its own count, and so stays in reach.
    /// </summary>
    [Range(1, 1_000_000)] public int ConnectionsMax { get; set; } = 10_000;

    /// <summary>Open connections of the admin listener.</summary>
    [Range(1, 10_000)] public int AdminConnectionsMax { get; set; } = 100;

    /// <summary>Connections that have become sockets; has to be above the sockets that are let in.</summary>
    [Range(1, 1_000_000)] public int UpgradedMax { get; set; } = 5_000;

    /// <summary>Bytes of all headers of a request.</summary>
    [Range(1_024, 1 << 20)] public int HeaderBytesMax { get; set; } = 16 * 1_024;

    /// <summary>Headers of a request.</summary>
    [Range(8, 1_000)] public int HeadersMax { get; set; } = 64;

    /// <summary>Bytes of method, target and version.</summary>
    [Range(256, 1 << 16)] public int RequestLineBytesMax { get; set; } = 4 * 1_024;

    /// <summary>For the headers to come, from their first byte.</summary>
    [Range(1, 300)] public int HeaderSeconds { get; set; } = 10;

    /// <summary>For the next request to begin.</summary>
    [Range(1, 3_600)] public int KeepAliveSeconds { get; set; } = 75;

    /// <summary>Bytes a second that a body has to come at, after <see cref="BodyGraceSeconds"/>.</summary>
    [Range(1, 1 << 20)] public int BodyRateMin { get; set; } = 240;

    /// <inheritdoc cref="BodyRateMin"/>
    [Range(1, 300)] public int BodyGraceSeconds { get; set; } = 5;

    /// <summary>Requests at once on one HTTP/2 connection.</summary>
    [Range(1, 10_000)] public int Http2StreamsMax { get; set; } = 100;
}
