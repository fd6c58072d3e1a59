using Easel.Client;
using Easel.Tests.Server;
using Easel.Tests.Server.Maps;

namespace Easel.Tests.Client;

/// <summary>A program that edits a map beside others.</summary>
public class MapClientTests
{
    [Fact]
    public async Task MP4_A_client_edits_on_what_it_saw_and_reads_again_when_that_is_gone_but_never_sends_twice()
    {
        await using var app = await MapApp.StartAsync();
        app.Put("box.json", MapApp.Box);
        using var alice = ClientOf(app, "alice");
        using var bob = ClientOf(app, "bob");
        using var mine = await alice.OpenMapAsync("box.json");
        using var theirs = await bob.OpenMapAsync("box.json");

        Assert.True((await mine.EditAsync(MapApp.Light)).IsOk);
        Assert.True((await mine.EditAsync(MapApp.Light)).IsOk);
        var stale = await theirs.EditAsync(MapApp.Light);

        Assert.Equal("map-edit/stale-revision", stale.Code);
        Assert.Equal(3, theirs.Snapshot.Revision);
        Assert.Equal(5, theirs.Snapshot.Content.GetProperty("lights").GetArrayLength());
        Assert.True((await theirs.UndoAsync()).IsOk);
        Assert.Equal(4, (await mine.RefreshAsync()).Revision);
        Assert.True((await mine.RedoAsync()).IsOk);
        Assert.True((await mine.SaveAsync()).IsOk);
        Assert.False(mine.Snapshot.IsDirty);
        app.Put("box.json", "{}");
        Assert.Equal("map-io/changed-on-disk", (await mine.SaveAsync()).Code);
        Assert.True((await mine.SaveAsync(overwrite: true)).IsOk);
        var refused = await Assert.ThrowsAsync<EaselException>(() => alice.OpenMapAsync("../x.json"));
        Assert.Equal(("map-io/outside-folder", 422), (refused.Code, refused.Status));
    }

    [Fact]
    public async Task MP4_What_was_decided_on_an_older_map_never_meets_a_newer_one()
    {
        await using var app = await MapApp.StartAsync();
        app.Put("box.json", MapApp.Box);
        using var alice = ClientOf(app, "alice");
        using var bob = ClientOf(app, "bob");
        using var mine = await alice.OpenMapAsync("box.json");
        using var theirs = await bob.OpenMapAsync("box.json");
        Assert.True((await mine.EditAsync(MapApp.Light)).IsOk);

        // All three were asked for by the look of revision 1. The first is told so, and reads the map again.
        var replies = await Task.WhenAll(
            theirs.EditAsync(MapApp.Light), theirs.EditAsync(MapApp.Light), theirs.UndoAsync());

        Assert.All(replies, reply => Assert.Equal("map-edit/stale-revision", reply.Code));
        Assert.Equal((2, true), (theirs.Snapshot.Revision, theirs.Snapshot.IsDirty));
        replies = await Task.WhenAll(theirs.UndoAsync(), theirs.EditAsync(MapApp.Light), theirs.UndoAsync());
        Assert.All(replies, reply => Assert.True(reply.IsOk, reply.Code));
        Assert.Equal((5, false), (theirs.Snapshot.Revision, theirs.Snapshot.IsDirty));
    }

    private static EaselClient ClientOf(MapApp app, string user) => new(new EaselClientOptions
    {
        BaseAddress = app.App.Http.BaseAddress!,
        Token = _ => ValueTask.FromResult<string?>(EaselApp.Token(user)),
    });
}
