using System.Text;
using Easel.Documents;
using Easel.Server.Runs;

namespace Easel.Tests.Server.Runs;

/// <summary>Rule AR6: how many runs go on.</summary>
public class OpenRunsTests
{
    private const int GoingMax = 6;

    private static readonly DateTimeOffset Begin = DateTimeOffset.UnixEpoch;

    [Fact]
    public void AR6_As_many_runs_go_on_as_may_and_for_one_more_the_quietest_ends()
    {
        using var open = new OpenRuns(GoingMax);
        for (var i = 0; i < GoingMax; i++) Add(open, "t", i);
        Assert.Equal((GoingMax, 0), (open.Going, Due(open).Count));

        Add(open, "t", GoingMax);
        Assert.Equal((GoingMax, "r0"), (open.Going, Assert.Single(Due(open)).Run.RunId));

        Add(open, "t", GoingMax + 1);
        Add(open, "t", GoingMax + 2);
        Assert.Equal(GoingMax, open.Going);
        Assert.Equal(["r0", "r1", "r2"], Due(open).Select(one => one.Run.RunId));
    }

    [Fact]
    public void AR6_The_many_runs_of_one_tenant_end_no_run_of_another()
    {
        using var open = new OpenRuns(GoingMax);
        for (var i = 0; i < 3; i++) Add(open, "quiet", i);
        for (var i = 3; i < 100; i++) Add(open, "loud", i);

        Assert.Equal(GoingMax, open.Going);
        Assert.All(Due(open), one => Assert.Equal("loud", one.Canvas.Tenant));
        Assert.Equal(100 - GoingMax, Due(open).Count);
    }

    [Fact]
    public void AR6_A_tenant_with_as_many_runs_to_end_as_may_go_on_is_not_read_on_until_one_has()
    {
        using var open = new OpenRuns(GoingMax);
        for (var i = 0; i < (2 * GoingMax) - 1; i++) Add(open, "loud", i);
        Assert.False(open.IsFull("loud"));

        Add(open, "loud", 2 * GoingMax);

        Assert.True(open.IsFull("loud"));
        Assert.False(open.IsFull("other"));
        open.Remove(Due(open)[0]);
        Assert.False(open.IsFull("loud"));
        open.Clear("loud");
        Assert.Equal((0, 0), (open.Going, open.All.Count));
    }

    [Fact]
    public void AR6_A_run_that_goes_on_after_it_was_to_end_counts_again()
    {
        using var open = new OpenRuns(GoingMax);
        for (var i = 0; i <= GoingMax; i++) Add(open, "t", i);

        Add(open, "t", 0, rev: 1_000);

        Assert.Equal((GoingMax, "r1"), (open.Going, Assert.Single(Due(open)).Run.RunId));
    }

    private static IReadOnlyList<OpenRun> Due(OpenRuns open) => open.Due(Begin.AddDays(-1), Begin.AddDays(1));

    private static void Add(OpenRuns open, string tenant, int run, long? rev = null)
    {
        var at = rev ?? run + 1;
        var by = new Attribution
        {
            ActorId = "robot",
            ActorType = "agent",
            Subject = "robot",
            Intent = Encoding.UTF8.GetBytes($$"""{"run_id":"r{{run}}"}"""),
        };
        var commit = new CommitDetails { DocumentId = "c", By = by, At = Begin.AddSeconds(at) };
        open.Add(new DocumentKey(tenant, "dev", "canvas", "c"), $"r{run}", new Revision(at), commit, null);
    }
}
