using System.Text;
using Easel.Server.Artifacts;

namespace Easel.Tests.Server.Artifacts;

/// <summary>What a registry and an index know, in the order in which it was written, whatever clocks say.</summary>
public sealed class ArtifactRegistryTests
{
    private static readonly ArtifactModel Model = new();

    [Fact]
    public void AR2_The_order_is_that_of_writing_though_the_clock_goes_back()
    {
        var state = Fold(Model.Empty, [.. Enumerable.Range(0, 5).Select(i => Written(9 - i))]);

        Assert.Equal([9, 8, 7, 6, 5], state.InOrder.Select(NumberOf));
        Assert.Equal([1L, 2, 3, 4, 5], state.InOrder.Select(one => one.Number));
        var again = Model.DecodeState(Model.EncodeState(state));
        Assert.Equal(state.InOrder.Select(one => one.Id), again.InOrder.Select(one => one.Id));
        Assert.Equal(5, again.Made);
    }

    [Fact]
    public void AR1_When_a_canvas_is_full_the_tombstone_goes_that_was_written_first()
    {
        const int Max = ArtifactModel.RecordsMax;
        var state = Fold(Model.Empty, [.. Enumerable.Range(0, Max).Select(i => Written(Max - i))]);
        Assert.Null(Model.Apply(state, Written(0), out var misfit));
        Assert.Contains($"{Max}", misfit);

        state = Fold(state, [Deleted(1), Deleted(Max), Written(0)]);

        Assert.False(state.Records.ContainsKey(IdOf(Max))); // The first, though its id is the greatest.
        Assert.True(state.Records[IdOf(1)].IsDeleted);
        Assert.Equal(Max, state.Records.Count);
    }

    [Fact]
    public void AR2_What_an_older_server_wrote_has_the_order_of_its_ids()
    {
        var state = Fold(Model.Empty, [Written(1), Written(2)]);
        var old = Encoding.UTF8.GetString(Model.EncodeState(state).Span)
            .Replace(",\"made\":2", "").Replace("\"number\":1,", "").Replace("\"number\":2,", "");
        Assert.DoesNotContain("number", old);

        var read = Fold(Model.DecodeState(Encoding.UTF8.GetBytes(old)), [Written(0)]);

        Assert.Equal([1, 2, 0], read.InOrder.Select(NumberOf));
        Assert.Equal(3, read.Made);
    }

    [Fact]
    public void AR2_An_index_forgets_the_oldest_tombstones_and_nothing_else()
    {
        var index = new ArtifactIndex(tombstonesMax: 2);
        var records = Enumerable.Range(0, 10).Select(i => Record(i, i > 0 ? [IdOf(0)] : [])).ToList();
        foreach (var record in records) index.Note(record);
        Assert.Equal(10 * 100, index.BytesUsed);

        foreach (var record in records[4..]) index.Note(record.ToTombstone(DateTimeOffset.UnixEpoch, "alice"));

        Assert.Equal(
            [0, 1, 2, 3, 8, 9],
            Enumerable.Range(0, 10).Where(i => index.CanvasOf(IdOf(i)) is not null));
        Assert.Equal(new[] { 1, 2, 3, 8, 9 }.Select(IdOf), index.MadeFrom(IdOf(0), 100));
        Assert.Equal(4 * 100, index.BytesUsed);
        index.Note(records[4].ToTombstone(DateTimeOffset.UnixEpoch, "alice")); // Told again, it costs no room.
        Assert.Equal(4 * 100, index.BytesUsed);
    }

    [Theory]
    [InlineData(new[] { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 })]
    [InlineData(new[] { 3, 9, 1, 0, 8, 2, 5, 7, 4, 6 })]
    public void AR2_An_index_keeps_the_newest_tombstones_in_whatever_order_it_hears_of_them(int[] order)
    {
        var index = new ArtifactIndex(tombstonesMax: 3);
        for (var round = 0; round < 2; round++) // As after a doubt.
        {
            foreach (var i in order)
                index.Note(Record(i, [IdOf(0)]).ToTombstone(DateTimeOffset.UnixEpoch.AddSeconds(i), "alice"));

            Assert.Equal([7, 8, 9], Enumerable.Range(0, 10).Where(i => index.IsDeleted(IdOf(i))));
            Assert.Equal(new[] { 7, 8, 9 }.Select(IdOf), index.MadeFrom(IdOf(0), 100));
            Assert.Equal(0, index.BytesUsed);
        }
    }

    private static RegisteredArtifacts Fold(RegisteredArtifacts state, params ArtifactOp[] ops) =>
        ops.Aggregate(state, (before, op) => Model.Apply(before, op, out var misfit)
            ?? throw new InvalidOperationException(misfit));

    private static ArtifactOp.Written Written(int number) => new(Record(number, []));

    private static ArtifactOp.Deleted Deleted(int number) => new(IdOf(number), DateTimeOffset.UnixEpoch, "alice");

    private static string IdOf(int number) => $"art_{number:x32}";

    private static int NumberOf(ArtifactRecord record) => Convert.ToInt32(record.Id[^8..], 16);

    private static ArtifactRecord Record(int number, string[] sources) => new()
    {
        Id = IdOf(number),
        Tenant = "t_northstar",
        Env = "dev",
        CanvasId = "c",
        Kind = "upload",
        MimeType = "image/png",
        Size = 100,
        Sha256 = new string('0', 64),
        Sources = [.. sources],
        CreatedAt = DateTimeOffset.UnixEpoch,
        ActorId = "alice",
        ActorType = "human",
        Subject = "alice",
    };
}
