using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>A stream that ends or fails leaves all others alone, and makes room for the next (SPEC ST5, ST6).</summary>
public class StreamEndTests
{
    private static readonly DocumentKey Canvas = new(EaselApp.Tenant, "dev", "canvas", "c");

    [Fact]
    public async Task ST5_One_stream_that_faults_stops_neither_the_others_nor_the_server()
    {
        await using var app = await StartAsync(
            adjust: builder => builder.Configuration["Streams:Heartbeat"] = "00:00:01");
        var streams = app.Services.GetRequiredService<CanvasStreams>();
        var audience = streams.Join(Canvas, EventForm.Plain);
        var faults = 0;
        var faulty = new Subscriber(audience, default, Fault, Revision.Zero, TenureOf(app), endsAt: 0);
        audience.Add(faulty);
        using var stream = await EventReader.OpenAsync(app, "/sse/canvas/c");
        for (var tries = 0; Volatile.Read(ref faults) == 0 && tries < 500; tries++) await Task.Delay(10);
        await stream.ReadLineAsync();

        foreach (var expected in (string[])["", ": hb", "", ": hb", ""])
            Assert.Equal(expected, await stream.ReadLineAsync());
        Assert.NotEqual(0, Volatile.Read(ref faults));
        streams.Leave(audience);

        void Fault()
        {
            Interlocked.Increment(ref faults);
            throw new ObjectDisposedException("request");
        }
    }

    [Fact]
    public async Task ST6_A_stream_whose_request_has_ended_does_not_abort_the_next_one()
    {
        await using var app = await StartAsync();
        var streams = app.Services.GetRequiredService<CanvasStreams>();
        var audience = streams.Join(Canvas, EventForm.Plain);
        var aborts = 0;
        Subscriber[] both = [One(), One()];

        both[0].Detach();
        foreach (var one in both)
        {
            one.End(Ending.Cut);
            Assert.Equal(Ending.Cut, await one.Ended);
        }

        Assert.Equal(1, aborts); // That of the one which was still attached.
        streams.Leave(audience);

        Subscriber One() => new(audience, default, () => aborts++, Revision.Zero, TenureOf(app), endsAt: long.MaxValue / 2);
    }

    [Theory]
    [InlineData("StreamsMax")]
    [InlineData("StreamsPerTenantMax")]
    [InlineData("StreamsPerActorMax")]
    public async Task ST5_More_streams_than_the_limit_are_refused_until_one_ends(string limit)
    {
        await using var app = await StartAsync(adjust: builder => builder.Configuration[$"Streams:{limit}"] = "1");
        using (await EventReader.OpenAsync(app, "/sse/canvas/c"))
        {
            var refused = await app.GetAsync("/sse/canvas/d");
            Assert.Equal((503, "OVERLOADED"), (refused.Status, refused.Code));

            // Others have room as far as the limit is not theirs.
            using var other = await EventReader.OpenAsync(app, "/sse/canvas/c", token: Token("bob"));
            Assert.Equal(limit == "StreamsPerActorMax" ? 200 : 503, (int)other.Response.StatusCode);
        }

        var status = 0;
        for (var tries = 0; status != 200 && tries < 500; tries++)
        {
            await Task.Delay(10);
            using var next = await EventReader.OpenAsync(app, "/sse/canvas/c");
            status = (int)next.Response.StatusCode;
        }

        Assert.Equal(200, status);
    }

    private static Tenure TenureOf(EaselApp app)
    {
        var access = app.Services.GetRequiredService<Access>();
        var bob = new Identity
        {
            Subject = "bob",
            Tenants = [EaselApp.Tenant],
            Roles = new Dictionary<string, Role> { [EaselApp.Tenant] = Role.Member },
            EndsAt = DateTimeOffset.MaxValue,
        };
        return access.Hold(
            new RequestContext(bob, new NamedContext(), access, EaselApp.Tenant, "dev"), Rail.Stream);
    }
}
