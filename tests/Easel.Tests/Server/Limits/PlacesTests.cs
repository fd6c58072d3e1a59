using Easel.Server.Limits;

namespace Easel.Tests.Server.Limits;

public sealed class PlacesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AR5_So_many_run_so_many_wait_and_one_more_is_turned_away()
    {
        var places = new Places(new PlaceLimits(RunningMax: 2, WaitingMax: 4));
        var running = new[] { await TakeAsync(places, "a"), await TakeAsync(places, "b") };
        var waiting = "aabb".Select(tenant => places.TakeAsync($"{tenant}", Ct).AsTask()).ToList();

        Assert.All(waiting, one => Assert.False(one.IsCompleted));
        Assert.Null(await places.TakeAsync("c", Ct));

        foreach (var place in running) place.Dispose();
        foreach (var turn in waiting) (await turn)!.Dispose();
        Assert.NotNull(await places.TakeAsync("c", Ct));
    }

    [Fact]
    public async Task AR5_One_tenant_neither_takes_all_that_may_wait_nor_makes_others_wait_for_all_of_it()
    {
        var places = new Places(new PlaceLimits(RunningMax: 1, WaitingMax: 8));
        var first = await TakeAsync(places, "loud");
        var loud = Enumerable.Range(0, 4).Select(_ => places.TakeAsync("loud", Ct).AsTask()).ToList();

        Assert.Null(await places.TakeAsync("loud", Ct)); // Four of eight.
        var quiet = places.TakeAsync("quiet", Ct).AsTask();
        var other = places.TakeAsync("other", Ct).AsTask();
        first.Dispose();
        var order = new List<string>();
        var left = new List<(string Tenant, Task<IDisposable?> Turn)>(loud.Select(one => ("loud", one)))
            { ("quiet", quiet), ("other", other) };
        while (left.Count > 0)
        {
            var next = await Task.WhenAny(left.Select(one => one.Turn));
            order.Add(left.Single(one => one.Turn == next).Tenant);
            left.RemoveAll(one => one.Turn == next);
            (await next)!.Dispose();
        }

        Assert.Equal(["quiet", "other", "loud", "loud", "loud", "loud"], order);
    }

    [Fact]
    public async Task AR5_Who_asks_again_and_again_is_not_before_those_who_wait()
    {
        var places = new Places(new PlaceLimits(RunningMax: 1, WaitingMax: 20));
        var (tenant, place) = ("again", await TakeAsync(places, "again"));
        var left = "vwvwvw".Select(one => ($"{one}", places.TakeAsync($"{one}", Ct).AsTask())).ToList();
        var order = new List<string>();
        while (order.Count < 9)
        {
            place.Dispose();
            if (tenant == "again") left.Add((tenant, places.TakeAsync(tenant, Ct).AsTask()));
            var turn = await Task.WhenAny(left.Select(one => one.Item2));
            (tenant, place) = (left.Single(one => one.Item2 == turn).Item1, (await turn)!);
            order.Add(tenant);
            left.RemoveAll(one => one.Item2 == turn);
        }

        Assert.Equal(["v", "w", "again", "v", "w", "again", "v", "w", "again"], order);
    }

    [Fact]
    public async Task AR4_A_tenant_at_its_limit_does_not_hinder_another()
    {
        var places = new Places(new PlaceLimits(RunningMax: 3, WaitingMax: 4) { TenantRunningMax = 1 });
        var first = await TakeAsync(places, "a");
        var second = places.TakeAsync("a", Ct).AsTask();

        using var other = await TakeAsync(places, "b");
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose(); // Once counts.

        using var place = await second;
        var third = places.TakeAsync("a", Ct).AsTask();
        Assert.False(third.IsCompleted);
        place!.Dispose();
        (await third)!.Dispose();
    }

    [Fact]
    public async Task AR5_Who_gives_up_waiting_leaves_the_line_and_costs_nobody_a_place()
    {
        var places = new Places(new PlaceLimits(RunningMax: 1, WaitingMax: 2));
        var running = await TakeAsync(places, "a");
        using var patience = new CancellationTokenSource();
        var gone = places.TakeAsync("b", patience.Token).AsTask();
        var stays = places.TakeAsync("c", Ct).AsTask();
        Assert.Null(await places.TakeAsync("d", Ct));

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var after = places.TakeAsync("d", Ct).AsTask(); // There is room in the line again.
        running.Dispose();
        (await stays)!.Dispose();
        (await after)!.Dispose();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await places.TakeAsync("d", patience.Token));
        using var free = await TakeAsync(places, "d");
    }

    /// <summary>Whoever comes, waits and gives up as the dice fall: never too many run, and in the end all are free.</summary>
    [Fact]
    public async Task AR5_No_place_is_lost_or_given_twice()
    {
        const int Askers = 2_000, BeforeAnyPlace = 500;
        var places = new Places(new PlaceLimits(RunningMax: 3, WaitingMax: 1_000) { TenantRunningMax = 2 });
        var (asked, running, ran, waited, gaveUp, away) = (0, 0, 0, 0, 0, 0);
        var ofTenant = new int[5];
        var held = new[] { await TakeAsync(places, "a"), await TakeAsync(places, "b"), await TakeAsync(places, "c") };
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(i => Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            var turn = places.TakeAsync($"t{i % 5}", patience.Token).AsTask();
            if (!turn.IsCompleted) Interlocked.Increment(ref waited);
            if (i % 3 == 0) await patience.CancelAsync();
            if (Interlocked.Increment(ref asked) == BeforeAnyPlace) foreach (var place in held) place.Dispose();
            try
            {
                using var place = await turn;
                Interlocked.Increment(ref place is null ? ref away : ref ran);
                if (place is null) return;
                Assert.InRange(Interlocked.Increment(ref running), 1, 3);
                Assert.InRange(Interlocked.Increment(ref ofTenant[i % 5]), 1, 2);
                await Task.Yield();
                Interlocked.Decrement(ref ofTenant[i % 5]);
                Interlocked.Decrement(ref running);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref gaveUp);
            }
        }, Ct)));

        Assert.Equal(Askers, ran + gaveUp + away);
        Assert.InRange(waited, BeforeAnyPlace, Askers);
        Assert.InRange(gaveUp, 1, (Askers / 3) + 1);
        Assert.InRange(ran, 1, Askers - gaveUp);
        using var one = await TakeAsync(places, "a");
        using var two = await TakeAsync(places, "b");
        using var three = await TakeAsync(places, "c");
        Assert.False(places.TakeAsync("d", Ct).AsTask().IsCompleted);
    }

    private static async Task<IDisposable> TakeAsync(Places places, string tenant)
    {
        var turn = places.TakeAsync(tenant, Ct).AsTask();
        Assert.True(turn.IsCompleted, "No place is free.");
        return Assert.IsAssignableFrom<IDisposable>(await turn);
    }
}
