using Easel.Documents;
using Easel.Server.Sqlite;
using Easel.Tests.Contracts;
using Microsoft.Extensions.Logging.Abstractions;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>How many there may be at once, and small manners of the wire.</summary>
public class PlaceTests
{
    [Theory]
    [InlineData("StreamsPerCanvasMax")]
    [InlineData("StreamsPerActorMax")]
    [InlineData("StreamsPerTenantMax")]
    public async Task GE5_A_stream_beyond_the_places_is_refused_and_one_that_ends_makes_room(string limit)
    {
        await using var app = await StartAsync(adjust: builder => builder.Configuration[$"Streams:{limit}"] = "2");
        using var first = await EventReader.OpenAsync(app, "/sse/canvas/c");
        var second = await EventReader.OpenAsync(app, "/sse/canvas/c");

        var third = await app.GetAsync("/sse/canvas/c");
        second.Dispose();

        Assert.Equal((503, "OVERLOADED", "1"), (third.Status, third.Code, third.Headers["Retry-After"]));
        using var fourth = await OpenWhenThereIsRoomAsync(app);
    }

    [Theory]
    [InlineData("default", 20, 200, 1_000)]
    [InlineData("off", 20_000, 20_000, 20_000)]
    public async Task GE5_Streams_have_the_limits_of_a_server_for_many_unless_limits_are_off(
        string limits, int ofActor, int ofCanvas, int ofTenant)
    {
        await using var app = await StartAsync(settings => settings.Limits = limits);

        var streams = ((Microsoft.Extensions.Options.IOptions<Easel.Server.Stream.StreamOptions>)app.Services.GetService(
            typeof(Microsoft.Extensions.Options.IOptions<Easel.Server.Stream.StreamOptions>))!).Value;

        Assert.Equal(
            (ofActor, ofCanvas, ofTenant),
            (streams.StreamsPerActorMax, streams.StreamsPerCanvasMax, streams.StreamsPerTenantMax));
    }

    [Fact]
    public async Task GE5_Connections_of_the_open_listener_leave_the_admin_listener_in_reach()
    {
        await using var app = await StartAsync(
            adjust: builder => builder.Configuration["Connections:ConnectionsMax"] = "2");
        using var first = await EventReader.OpenAsync(app, "/sse/canvas/c");
        using var second = await EventReader.OpenAsync(app, "/sse/canvas/c");

        await Assert.ThrowsAsync<HttpRequestException>(() => app.GetAsync("/health/live"));

        Assert.Contains("easel_connections_refused_total", await app.Admin.GetStringAsync("/metrics"));
    }

    [Theory]
    [InlineData("/canvas/c/commits?limit=99999999999999999999999", 200)]
    [InlineData("/canvas?limit=99999999999999999999999", 200)]
    [InlineData("/canvas/c/replay?limit=99999999999999999999999", 200)]
    [InlineData("/canvas/c/commits?after=99999999999999999999999", 200)]
    [InlineData("/canvas/c/commits?after=9223372036854775807", 200)]
    [InlineData("/canvas/c/snapshot?rev=99999999999999999999999", 404)]
    [InlineData("/canvas/c/commits?limit=1e3", 400)]
    [InlineData("/canvas/c/commits?limit=-1", 400)]
    [InlineData("/canvas/c/commits?limit=", 400)]
    public async Task RD2_A_number_that_is_larger_than_any_is_clamped(string path, int status)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        Assert.Equal(status, (await app.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData("/canvas/c/snapshot", 200)]
    [InlineData("/canvas/c", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/canvas/none", 404)]
    [InlineData("/sse/canvas/c", 405)]
    [InlineData("/msg/ws", 405)]
    public async Task GE2_HEAD_is_answered_like_GET_without_the_body(string path, int status)
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));

        var head = await app.SendAsync(HttpMethod.Head, path, null, null);

        Assert.Equal((status, ""), (head.Status, head.Text));
        if (status != 200) return;
        var get = await app.GetAsync(path);
        Assert.Equal(get.Headers["Content-Length"], head.Headers["Content-Length"]);
    }

    [Fact]
    public async Task GE6_A_full_queue_of_the_store_is_an_overload()
    {
        var folder = Directory.CreateTempSubdirectory("easel-tests-");
        using var store = SqliteDocumentStore.Open(
            Path.Combine(folder.FullName, "easel.db"), new SqliteOptions { QueueMax = 1 }, NullLogger.Instance);

        var answers = new HashSet<AppendResult>();
        for (var round = 0; round < 1_000 && !answers.Contains(AppendResult.Overloaded); round++)
        {
            var many = Enumerable.Range(0, 50).Select(
                n => store.AppendAsync(Sample.Append(Sample.Key($"c-{round}-{n}"), 0), default).AsTask());
            answers.UnionWith(await Task.WhenAll(many));
        }

        Assert.Equal([AppendResult.Appended, AppendResult.Overloaded], answers.Order());
        folder.Delete(recursive: true);
    }

    private static async Task<EventReader> OpenWhenThereIsRoomAsync(EaselApp app)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await EventReader.OpenAsync(app, "/sse/canvas/c");
            }
            catch (HttpRequestException) when (tries < 300)
            {
                await Task.Delay(20);
            }
        }
    }
}
