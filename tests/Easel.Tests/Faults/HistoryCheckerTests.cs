using Easel.Documents.Canvases;

namespace Easel.Tests.Faults;

/// <summary>The negative control: a checker that sees no planted fault would pass any server.</summary>
public class HistoryCheckerTests
{
    private readonly List<Attempt> history = [];
    private readonly List<StoredCommit> log = [];
    private long clock;

    public HistoryCheckerTests()
    {
        for (var i = 1; i <= 5; i++)
        {
            Send($"k{i}", Outcome.Acknowledged, i);
            log.Add(new StoredCommit(i, $"k{i}", Ops($"k{i}")));
        }
    }

    [Fact]
    public void A_history_without_faults_passes()
    {
        Send("stale", Outcome.Stale, 5, baseRev: 3, recovery: $"{Ops("k4")[1..^1]},{Ops("k5")[1..^1]}");
        Send("lost", Outcome.Unknown);
        Send("there", Outcome.Unknown);
        history[^1] = history[^1] with { Status = 503, AnsweredAt = clock++, HasRetryAfter = true };
        log.Add(new StoredCommit(6, "there", Ops("there")));

        Assert.Empty(Check());
    }

    [Fact]
    public void A_lost_acknowledgement_is_seen()
    {
        log.RemoveAt(4);
        Assert.Contains(Check(), fault => fault.StartsWith("acknowledged and lost", StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_applied_twice_is_seen()
    {
        log.Add(new StoredCommit(6, "k5", "[]"));
        Assert.Contains(Check(), fault => fault.Contains("2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void A_gap_is_seen()
    {
        log.RemoveAt(2);
        Assert.Contains(Check(), fault => fault.Contains("r4 stands where r3 should", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_content_is_seen()
    {
        log[2] = log[2] with { Ops = Ops("other") };
        Assert.Contains(Check(), fault => fault.Contains("other content", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_revision_is_seen()
    {
        history[2] = history[2] with { Rev = 4 };
        Assert.Contains(Check(), fault => fault.Contains("but stands at r3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_commit_that_nobody_sent_is_seen()
    {
        log.Add(new StoredCommit(6, "ghost", Ops("ghost")));
        Assert.Contains(Check(), fault => fault.Contains("nobody sent", StringComparison.Ordinal));
    }

    [Fact]
    public void A_refused_command_that_was_applied_is_seen()
    {
        Send("refused", Outcome.Refused);
        log.Add(new StoredCommit(6, "refused", Ops("refused")));
        Assert.Contains(Check(), fault => fault.StartsWith("refused and yet applied", StringComparison.Ordinal));
    }

    [Fact]
    public void A_snapshot_that_is_not_the_log_is_seen() =>
        Assert.Contains(
            HistoryChecker.Check(history, [new StoredCanvas("c", log, 5, "00")]),
            fault => fault.Contains("hash", StringComparison.Ordinal));

    [Fact]
    public void An_order_against_time_is_seen()
    {
        (log[1], log[3]) = (log[3] with { Rev = 2 }, log[1] with { Rev = 4 });
        (history[1], history[3]) = (history[1] with { Rev = 4 }, history[3] with { Rev = 2 });
        Assert.Contains(Check(), fault => fault.Contains("was answered before", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conflict_below_what_was_acknowledged_is_seen()
    {
        Send("stale", Outcome.Stale, 4, baseRev: 3, recovery: Ops("k4")[1..^1]);
        Assert.Contains(Check(), fault => fault.Contains("which was acknowledged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conflict_with_a_head_of_the_future_is_seen()
    {
        history.Insert(0, new Attempt
        {
            Canvas = "c",
            Key = "early",
            Ops = Ops("early"),
            Base = 1,
            Outcome = Outcome.Stale,
            Rev = 3,
            SentAt = -2,
            AnsweredAt = -1,
        });
        Assert.Contains(Check(), fault => fault.Contains("sent only later", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conflict_with_a_head_that_was_lost_is_seen()
    {
        Send("stale", Outcome.Stale, 6, baseRev: 3);
        Assert.Contains(Check(), fault => fault.Contains("above r5", StringComparison.Ordinal));
    }

    [Fact]
    public void A_conflict_without_reason_is_seen()
    {
        Send("stale", Outcome.Stale, 5, baseRev: 5, recovery: "");
        Assert.Contains(Check(), fault => fault.Contains("on the very head", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recovery_with_a_hole_is_seen()
    {
        Send("stale", Outcome.Stale, 5, baseRev: 3, recovery: Ops("k5")[1..^1]);
        Assert.Contains(Check(), fault => fault.Contains("recovery", StringComparison.Ordinal));
    }

    [Fact]
    public void An_internal_error_is_seen()
    {
        Send("broken", Outcome.Unknown);
        history[^1] = history[^1] with { Status = 500 };
        Assert.Contains(Check(), fault => fault.Contains("as a bug", StringComparison.Ordinal));
    }

    private static string Ops(string id) =>
        $$$"""[{"kind":"add","atom":{"properties":{},"id":"{{{id}}}","type":"text"}}]""";

    private void Send(string key, Outcome outcome, long rev = 0, long baseRev = 0, string? recovery = null) =>
        history.Add(new Attempt
        {
            Canvas = "c",
            Key = key,
            Ops = Ops(key),
            Base = baseRev,
            Outcome = outcome,
            Rev = rev,
            Recovery = recovery,
            SentAt = clock++,
            AnsweredAt = outcome == Outcome.Unknown ? long.MaxValue : clock++,
        });

    private List<string> Check()
    {
        var state = log.Aggregate<StoredCommit, Canvas?>(
            Canvas.Empty, (state, commit) => StoredCanvas.TryFold(state, commit.Ops));
        var hash = CanvasJson.Hash(state ?? Canvas.Empty);
        return HistoryChecker.Check(history, [new StoredCanvas("c", log, log.Count, hash)]);
    }
}
