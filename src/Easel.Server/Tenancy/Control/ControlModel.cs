using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Easel.Documents;

namespace Easel.Server.Tenancy.Control;

/// <summary>
/// What a control document is, for the kernel. Its ops mean the same on any state, so a rebase leaves them as they are.
/// </summary>
internal sealed class ControlModel : IDocumentModel<TenantState, ControlOp>
{
    /// <inheritdoc/>
    public TenantState Empty => TenantState.Empty;

    /// <inheritdoc/>
    public TenantState? Apply(TenantState state, ControlOp op, out string? misfit) => state.Apply(op, out misfit);

    /// <inheritdoc/>
    public RebasedOps<ControlOp> Rebase(
        ImmutableArray<ControlOp> ops, IReadOnlyList<MissedOps<TenantState, ControlOp>> missed) =>
        RebasedOps.AsSent(ops);

    /// <inheritdoc/>
    public ulong FootprintOf(ImmutableArray<ControlOp> ops) => 0;

    /// <inheritdoc/>
    public CrossedOps<ControlOp> Cross(
        ImmutableArray<ControlOp> ops, MissedOps<TenantState, ControlOp> missed) =>
        new(RebasedOps.AsSent(ops), missed.Ops);

    /// <summary>What was done in a tenant is not undone but done otherwise: nobody asks for it.</summary>
    public ImmutableArray<ControlOp> Invert(TenantState before, ImmutableArray<ControlOp> ops) =>
        throw new NotSupportedException("Control documents have no undo.");

    /// <inheritdoc/>
    public bool ChangesNothing(TenantState state, ControlOp op) => false;

    /// <inheritdoc/>
    public ImmutableArray<ControlOp> ParseOps(ReadOnlyMemory<byte> json) =>
        Read(json, ControlJson.Default.ImmutableArrayControlOp);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeOps(IEnumerable<ControlOp> ops) =>
        JsonSerializer.SerializeToUtf8Bytes([.. ops], ControlJson.Default.ImmutableArrayControlOp);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeState(TenantState state) =>
        JsonSerializer.SerializeToUtf8Bytes(state, ControlJson.Default.TenantState);

    /// <inheritdoc/>
    public TenantState DecodeState(ReadOnlyMemory<byte> json) =>
        (Read(json, ControlJson.Default.TenantState) ?? throw new FormatException("not the state of a tenant"))
        .Ordered();

    /// <inheritdoc/>
    public string? TitleOf(TenantState state) => state.Name;

    private static T? Read<T>(ReadOnlyMemory<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, type);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException)
        {
            throw new FormatException(broken.Message, broken);
        }
    }
}

/// <summary>How control documents are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ImmutableArray<ControlOp>))]
[JsonSerializable(typeof(TenantState))]
internal sealed partial class ControlJson : JsonSerializerContext;
