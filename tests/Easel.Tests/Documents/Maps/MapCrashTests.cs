using Easel.Documents;
using Easel.Documents.Maps;
using Easel.Tests.Contracts.Sqlite;

namespace Easel.Tests.Documents.Maps;

/// <summary>The largest level in the store that servers have, and what a crash leaves of it.</summary>
public class MapCrashTests
{
    private static readonly DocumentKey Map = new("t_a", "dev", "map", "e1m5");
    private static readonly Attribution Ann = new() { ActorId = "ann", ActorType = "human", Subject = "ann" };

    [Fact]
    public async Task MP3_Unsaved_edits_and_history_survive_a_crash()
    {
        using var host = SqliteHost.Calm();
        var maps = Maps(host.Store);
        var opened = new MapOp.Opened("e1m5.json", Levels.Read("e1m5"), IsSaved: true, null);
        Assert.IsType<EditOutcome.Committed>(await maps.OpenAsync(Map, opened, Ann, Placement.None));
        for (var revision = 1; revision <= 120; revision++) await Edit(maps, revision);
        await maps.RequestAsync(Map, MapAction.Undo, Levels.Json("""{"baseRevision":121,"steps":7}"""), Ann);
        var live = (await maps.ReadAsync(Map)).State;

        using var crashed = host.OpenCopy();
        var after = Maps(crashed.Store);
        var found = (await after.ReadAsync(Map)).State;

        Assert.Equal((122, 93, 7, true), (found.Revision, found.Done.Length, found.TakenBack.Length, found.IsDirty));
        Assert.Equal(live.Current!.Content.ToString(), found.Current!.Content.ToString());
        var redone = await after.RequestAsync(
            Map, MapAction.Redo, Levels.Json("""{"baseRevision":122,"steps":7}"""), Ann);
        Assert.Equal(123, redone.Reply!.After.Revision);
        Assert.Equal(
            MapFold.Apply(live, new MapOp.Redone(7), out _)!.Current!.Content.ToString(),
            redone.Reply.After.Current!.Content.ToString());
    }

    private static async Task Edit(GuardedMaps maps, int revision)
    {
        var command = $$"""
            {"kind":"map-edit/move-entity","target":{"kind":"entity","index":{{revision}} },
             "to":{"x":{{revision}},"y":0.5} }
            """;
        var request = Levels.Json($$"""{"baseRevision":{{revision}},"command":{{command}} }""");
        var answer = await maps.RequestAsync(Map, MapAction.Edit, request, Ann);
        Assert.NotNull(answer.Reply);
    }

    private static GuardedMaps Maps(IDocumentStore store) => new(
        new GuardedDocuments<MapState, MapOp>(
            new MapModel(), store, new CommitFeed(), new HandClock(), new DocumentOptions(), []));
}
