using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Tenancy;

/// <summary>The limits of tickets (SPEC TE4).</summary>
public sealed class TicketOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tickets";

    /// <summary>How long a ticket may wait to be used.</summary>
    [Range(1, 600)] public int LifeSeconds { get; set; } = 60;

    /// <summary>Tickets of all that may wait to be used.</summary>
    [Range(1, 1_000_000)] public int WaitingMax { get; set; } = 20_000;

    /// <summary>Tickets of one actor that may wait to be used, so that nobody takes those of the others.</summary>
    [Range(1, 10_000)] public int WaitingPerActorMax { get; set; } = 100;
}
