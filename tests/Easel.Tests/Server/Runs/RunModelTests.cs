using System.Collections.Immutable;
using System.Text;
using Easel.Server.Runs;

namespace Easel.Tests.Server.Runs;

/// <summary>Rule AR6: which runs a canvas remembers, the same wherever its log is read.</summary>
public class RunModelTests
{
    private readonly RunModel model = new();

    [Fact]
    public void AR6_The_run_that_ended_first_is_forgotten_even_if_the_clock_went_back()
    {
        var state = model.Empty;
        for (var i = 0; i <= RunModel.RunsMax; i++) state = End(state, $"r{i}", endedSecond: -i);

        Assert.Equal(RunModel.RunsMax, state.Runs.Count);
        Assert.DoesNotContain("r0", state.Runs.Keys);
        Assert.Contains($"r{RunModel.RunsMax}", state.Runs.Keys);
    }

    [Fact]
    public void AR6_Runs_are_stored_in_the_order_of_their_names_and_read_as_they_were()
    {
        var state = model.Empty;
        foreach (var name in (string[])["b", "A", "ä", "a", "B", "z"]) state = End(state, name, 0);

        var stored = model.EncodeState(state);
        var read = model.DecodeState(stored);

        Assert.Equal(["A", "B", "a", "b", "z", "ä"], state.Runs.Keys);
        Assert.Equal(state.Runs.Keys, End(read, "a", 1).Runs.Keys);
        Assert.Equal(stored.ToArray(), model.EncodeState(read).ToArray());
        Assert.Equal((6, 5), (read.Ends, read.Runs["B"].Number));
    }

    [Fact]
    public void AR6_What_a_server_before_numbers_stored_is_numbered_by_its_times()
    {
        var state = End(End(model.Empty, "a", 2), "b", 1);
        var old = Encoding.UTF8.GetString(model.EncodeState(state).Span)
            .Replace(",\"ends\":2", "", StringComparison.Ordinal)
            .Replace("\"number\":1,", "", StringComparison.Ordinal)
            .Replace("\"number\":2,", "", StringComparison.Ordinal);

        var read = model.DecodeState(Encoding.UTF8.GetBytes(old));

        Assert.DoesNotContain("number", old);
        Assert.Equal((2, 1, 2), (read.Runs["a"].Number, read.Runs["b"].Number, read.Ends));
    }

    private EndedRuns End(EndedRuns state, string name, int endedSecond)
    {
        var at = DateTimeOffset.UnixEpoch;
        var run = new Run(name, "robot", "agent", "robot", 1, 1, 1, at, at) { EndedAt = at.AddSeconds(endedSecond) };
        var ops = model.ParseOps(model.EncodeOps(ImmutableArray.Create<RunOp>(new RunOp.Ended(run))));
        return model.Apply(state, Assert.Single(ops), out _)!;
    }
}
