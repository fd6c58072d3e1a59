using System.Collections.Immutable;
using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>
/// What a map is, for the kernel. Maps have a history of their own, so they use neither the undo of the kernel nor its
/// rebase, except that an edit is carried over what makes no revision (<see cref="MapOp.MakesRevision"/>).
/// </summary>
public sealed class MapModel : IDocumentModel<MapState, MapOp>
{
    /// <summary>Why an op is dropped by a rebase.</summary>
    public const string MapChanged = "MAP_CHANGED";

    private const ulong Everything = 1;

    private static NotSupportedException OwnHistory => new("Maps have a history of their own.");

    // What folding an edit weighs beside its bytes: so many bytes that it makes, or bytes of the map that it may look
    // at (rooms and splits look at all), count as one byte of log. Snapshots are kept, so this is also what an edit can
    // cost of the disk; measured on 60,000 walls, a cold open folds for about 3 s at most.
    private const long BytesMade = 64;
    private const long BytesLookedAt = 1_024;

    // A byte of a map takes about this much memory.
    private const long MemoryOfByte = 4;

    // The title is stored with every commit; a longer name is no title.
    private const int TitleMax = 256;

    /// <inheritdoc/>
    public MapState Empty => MapState.Empty;

    /// <inheritdoc/>
    public MapState? Apply(MapState state, MapOp op, out string? misfit)
    {
        var after = MapFold.Apply(state, op, out var error);
        misfit = error is null ? null : $"{error.Code}: {error.Message}";
        return after;
    }

    /// <inheritdoc/>
    public RebasedOps<MapOp> Rebase(ImmutableArray<MapOp> ops, IReadOnlyList<MissedOps<MapState, MapOp>> missed)
    {
        if (FootprintOf(ops) == 0 || missed.All(one => FootprintOf(one.Ops) == 0)) return RebasedOps.AsSent(ops);
        return new RebasedOps<MapOp>([], [.. ops.Select((_, index) => new DroppedOp(index, MapChanged))]);
    }

    /// <inheritdoc/>
    public ulong FootprintOf(ImmutableArray<MapOp> ops) => ops.Any(op => op.MakesRevision) ? Everything : 0;

    /// <inheritdoc/>
    public CrossedOps<MapOp> Cross(ImmutableArray<MapOp> ops, MissedOps<MapState, MapOp> missed) => throw OwnHistory;

    /// <inheritdoc/>
    public ImmutableArray<MapOp> Invert(MapState before, ImmutableArray<MapOp> ops) => throw OwnHistory;

    /// <inheritdoc/>
    public bool ChangesNothing(MapState state, MapOp op) => throw OwnHistory;

    /// <inheritdoc/>
    public ImmutableArray<MapOp> ParseOps(ReadOnlyMemory<byte> json) => MapOpJson.Parse(json.Span);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeOps(IEnumerable<MapOp> ops) => MapOpJson.Encode(ops);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeState(MapState state) => MapStateJson.Encode(state);

    /// <inheritdoc/>
    public MapState DecodeState(ReadOnlyMemory<byte> json) => MapStateJson.Decode(json.Span);

    /// <inheritdoc/>
    public FoldCost CostOf(MapState after, ImmutableArray<MapOp> ops)
    {
        if (after.Done is not [.., var last] || !ops.Any(op => op is MapOp.Edited)) return default;
        var steps = (last.Command["commands"] as JsonList)?.Count ?? 1;
        var looks = last.After.Content.Size * steps / BytesLookedAt;
        return new FoldCost(last.Change.Memory, (last.Change.Memory / BytesMade) + looks);
    }

    /// <inheritdoc/>
    public long MemoryOf(MapState state) => state.Current is not { } current ? 0
        : (MemoryOfByte * current.Content.Size) + MapFold.MemoryOf(state.Done) + MapFold.MemoryOf(state.TakenBack);

    /// <inheritdoc/>
    public string? TitleOf(MapState state) =>
        (state.Current?.Content as JsonRecord)?["name"].Text is { Length: > 0 and <= TitleMax } name
        && JsonText.IsWhole(name) ? name : null;
}
