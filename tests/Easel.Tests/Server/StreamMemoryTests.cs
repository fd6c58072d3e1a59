using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Measures the memory of the process, so nothing else may run meanwhile.</summary>
[Collection(nameof(StreamMemoryTests))]
[CollectionDefinition(nameof(StreamMemoryTests), DisableParallelization = true)]
public class StreamMemoryTests
{
    private const string Gone = """,{"kind":"remove","atom_id":"a"}""";

    [Fact]
    public async Task ST5_A_reader_that_does_not_read_holds_little_and_misses_nothing()
    {
        const int Commits = 400;
        await using var app = await StartAsync(adjust: builder => builder.Configuration["Documents:RecentMax"] = "8");
        using var slow = await RawStream.OpenAsync(app, "/sse/canvas/c");
        var text = new string('x', 60_000);
        for (var n = 0; n < 20; n++) await app.CommandAsync("c", n, Add("a", $"{{\"t\":\"{text}\"}}") + Gone);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var n = 20; n < Commits; n++) await app.CommandAsync("c", n, Add("a", $"{{\"t\":\"{text}\"}}") + Gone);

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;

        // 23 MB were committed meanwhile; a queue would hold them. Pools of the runtime may have grown by some.
        Assert.InRange(held, long.MinValue, 8 << 20);
        for (var n = 1; n <= Commits; n++)
        {
            Assert.Equal($"id: {n}", await slow.ReadLineAsync("id: "));
            Assert.Contains($"{{\"t\":\"{text}\"}}", await slow.ReadUntilAsync("\n\n"));
        }
    }
}
