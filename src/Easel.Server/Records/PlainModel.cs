using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Easel.Documents;

namespace Easel.Server.Records;

/// <summary>
/// A document of the server's own, beside the canvases: its ops and its state are stored as the serializer writes them.
/// Edits are decided on its head, unless a model says otherwise: one that was built on another state is stale, and is
/// neither rebased nor taken back.
/// </summary>
internal abstract class PlainModel<TState, TOp>(
    JsonTypeInfo<TState> stateJson, JsonTypeInfo<ImmutableArray<TOp>> opsJson) : IDocumentModel<TState, TOp>
    where TState : class
{
    /// <inheritdoc/>
    public abstract TState Empty { get; }

    /// <inheritdoc/>
    public abstract TState? Apply(TState state, TOp op, out string? misfit);

    /// <inheritdoc/>
    public virtual RebasedOps<TOp> Rebase(ImmutableArray<TOp> ops, IReadOnlyList<MissedOps<TState, TOp>> missed) =>
        throw new NotSupportedException("Edits of this document are not rebased.");

    /// <inheritdoc/>
    public virtual ulong FootprintOf(ImmutableArray<TOp> ops) => ulong.MaxValue;

    /// <inheritdoc/>
    public virtual CrossedOps<TOp> Cross(ImmutableArray<TOp> ops, MissedOps<TState, TOp> missed) =>
        throw new NotSupportedException("Edits of this document are not rebased.");

    /// <inheritdoc/>
    public ImmutableArray<TOp> Invert(TState before, ImmutableArray<TOp> ops) =>
        throw new NotSupportedException("This document has no undo.");

    /// <inheritdoc/>
    public bool ChangesNothing(TState state, TOp op) => false;

    /// <inheritdoc/>
    public ImmutableArray<TOp> ParseOps(ReadOnlyMemory<byte> json) => Read(json, opsJson);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeOps(IEnumerable<TOp> ops) =>
        JsonSerializer.SerializeToUtf8Bytes([.. ops], opsJson);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeState(TState state) => JsonSerializer.SerializeToUtf8Bytes(state, stateJson);

    /// <inheritdoc/>
    public virtual TState DecodeState(ReadOnlyMemory<byte> json) =>
        Read(json, stateJson) ?? throw new FormatException("not a state");

    /// <inheritdoc/>
    public virtual string? TitleOf(TState state) => null;

    private static T? Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, type);
        }
        // The latter: of no known kind.
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            // Without its cause: the message of that can quote what was read, which may be a secret.
            throw new FormatException($"not readable at byte {(broken as JsonException)?.BytePositionInLine}");
        }
    }
}
