using System.Collections.Concurrent;

namespace Easel.Tests.Faults;

/// <summary>What a client knows after it sent a command.</summary>
internal enum Outcome
{
    /// <summary>200: durable at <see cref="Attempt.Rev"/>.</summary>
    Acknowledged,

    /// <summary>409 REV_MISMATCH: not applied, and the head is <see cref="Attempt.Rev"/>.</summary>
    Stale,

    /// <summary>Any other 4xx, or a 503 that says so: not applied.</summary>
    Refused,

    /// <summary>503 OUTCOME_UNKNOWN, or the connection broke after the request was sent.</summary>
    Unknown,

    /// <summary>There was nobody to send it to.</summary>
    NotSent,
}

/// <summary>One command that was sent once, and what came back.</summary>
internal sealed record Attempt
{
    public required string Canvas { get; init; }

    /// <summary>The idempotency key; the attempts of one command share it.</summary>
    public required string Key { get; init; }

    /// <summary>The op array, compact, as sent.</summary>
    public required string Ops { get; init; }

    public required long Base { get; init; }

    public bool Rebase { get; init; }

    /// <summary>When it was sent and answered, on the monotonic clock.</summary>
    public long SentAt { get; init; }

    public long AnsweredAt { get; init; } = long.MaxValue;

    public Outcome Outcome { get; init; }

    public int Status { get; init; }

    public string? Code { get; init; }

    /// <summary>The revision of an acknowledgement, the expected one of a 409.</summary>
    public long Rev { get; init; }

    public bool Replayed { get; init; }

    /// <summary>The ops as the answer of a rebased command shows them.</summary>
    public string? RebasedOps { get; init; }

    /// <summary>The recovery ops of a 409 without the brackets; null for a reset.</summary>
    public string? Recovery { get; init; }

    public bool HasRetryAfter { get; init; }

    /// <summary>The answer as it came.</summary>
    public string Body { get; init; } = "";

    /// <summary>Acknowledged, and not as a repeat.</summary>
    public bool IsFirstAnswer => Outcome == Outcome.Acknowledged && !Replayed;

    public override string ToString() => $"{Canvas}/{Key} on {Base}: {Outcome} {Status} {Code} r{Rev}";
}

/// <summary>Everything that was sent. It lives in the test's process, out of reach of the server's faults.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<Attempt> attempts = new();

    public IReadOnlyCollection<Attempt> Attempts => attempts;

    public void Add(Attempt attempt) => attempts.Enqueue(attempt);

    /// <summary>Commands whose last attempt ended without an answer.</summary>
    public List<Attempt> Unknown() =>
    [
        .. attempts.GroupBy(one => one.Key).Select(command => command.Last())
            .Where(last => last.Outcome == Outcome.Unknown),
    ];
}
