using Easel.Documents;
using Easel.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Between what is read from the log and what is live, nothing is lost (SPEC ST2).</summary>
public class StreamSeamTests
{
    [Fact]
    public async Task ST2_A_commit_just_after_the_head_was_read_is_sent_though_no_other_follows()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e1"));
        await using var app = await StartAsync(
            adjust: builder => builder.Services.AddSingleton<IDocumentStore>(store));
        var feed = app.Services.GetRequiredService<CommitFeed>();
        var commits = 0;
        store.OnFound = async key =>
        {
            // As another writer would: durable, then announced, while the one who looked still believes in revision 0.
            if (key.Id != "c" || Interlocked.Increment(ref commits) > 1) return;
            var record = new DocumentRecord(key, Placement.None, null, DateTimeOffset.UnixEpoch, "bob");
            var details = new CommitDetails
            {
                DocumentId = key.Id,
                By = new Attribution { ActorId = "bob", ActorType = "human", Subject = "bob" },
                At = DateTimeOffset.UnixEpoch,
            };
            var ops = System.Text.Encoding.UTF8.GetBytes($"[{Add("a")}]");
            var commit = Commit.Create(new Revision(1), details, ops, key: null);
            await store.AppendAsync(new Append(record, Revision.Zero, [commit]), default);
            feed.Publish(key, new Revision(1));
        };

        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0");

        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
    }

    [Fact]
    public async Task ST2_A_commit_that_nobody_announced_is_sent_all_the_same()
    {
        var store = new FaultyStore(new MemoryDocumentStore("e1"));
        await using var app = await StartAsync(adjust: builder =>
        {
            builder.Services.AddSingleton<IDocumentStore>(store);
            builder.Configuration["Streams:Heartbeat"] = "00:00:01";
        });
        await app.CommandAsync("c", 0, Add("a"));
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c?after=0");
        Assert.Equal(1, (await stream.ReadAsync())!.Rev);
        store.OnAppend = async (_, really) =>
        {
            await really();
            return AppendResult.Unknown;
        };

        Assert.Equal("OUTCOME_UNKNOWN", (await app.CommandAsync("c", 1, Add("b"))).Code);

        // Heartbeats would let the reader wait for ever.
        Assert.Equal(2, (await stream.ReadAsync().WaitAsync(TimeSpan.FromSeconds(20)))!.Rev);
    }
}
