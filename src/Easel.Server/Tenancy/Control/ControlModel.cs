using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Easel.Documents;
using Easel.Server.Records;

namespace Easel.Server.Tenancy.Control;

/// <summary>
/// What a control document is, for the kernel. Its ops mean the same on any state, so a rebase leaves them as they are.
/// </summary>
internal sealed class ControlModel() : PlainModel<TenantState, ControlOp>(
    ControlJson.Default.TenantState, ControlJson.Default.ImmutableArrayControlOp)
{
    /// <inheritdoc/>
    public override TenantState Empty => TenantState.Empty;

    /// <inheritdoc/>
    public override TenantState? Apply(TenantState state, ControlOp op, out string? misfit) =>
        state.Apply(op, out misfit);

    /// <inheritdoc/>
    public override RebasedOps<ControlOp> Rebase(
        ImmutableArray<ControlOp> ops, IReadOnlyList<MissedOps<TenantState, ControlOp>> missed) =>
        RebasedOps.AsSent(ops);

    /// <inheritdoc/>
    public override ulong FootprintOf(ImmutableArray<ControlOp> ops) => 0;

    /// <inheritdoc/>
    public override CrossedOps<ControlOp> Cross(
        ImmutableArray<ControlOp> ops, MissedOps<TenantState, ControlOp> missed) =>
        new(RebasedOps.AsSent(ops), missed.Ops);

    /// <inheritdoc/>
    public override TenantState DecodeState(ReadOnlyMemory<byte> json) => base.DecodeState(json).Ordered();

    /// <inheritdoc/>
    public override string? TitleOf(TenantState state) => state.Name;
}

/// <summary>How control documents are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(ImmutableArray<ControlOp>))]
[JsonSerializable(typeof(TenantState))]
internal sealed partial class ControlJson : JsonSerializerContext;
