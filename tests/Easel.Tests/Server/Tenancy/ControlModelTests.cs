using System.Collections.Immutable;
using System.Text;
using Easel.Server.Tenancy.Control;

namespace Easel.Tests.Server.Tenancy;

/// <summary>What control ops fold to, and that logs and snapshots say the same for ever.</summary>
public class ControlModelTests
{
    private static readonly ControlModel Model = new();
    private static readonly DateTimeOffset At = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly KillTarget Canvas = new(KillScope.Canvas, "dev", "c");

    private static readonly ImmutableArray<ControlOp> All =
    [
        new ControlOp.TenantCreated("Acme"),
        new ControlOp.MemberSet("bob", "member"),
        new ControlOp.MemberRemoved("Bob"),
        new ControlOp.FlagsSet(Flags(("auto_mode", "true"), ("ws_enabled", "false"))),
        new ControlOp.FlagsSet(Flags(("ws_enabled", null))),
        new ControlOp.Killed(new Kill(Canvas, KillMode.Freeze, "first", "ada", At)),
        new ControlOp.Killed(new Kill(Canvas, KillMode.Kill, "then", "ada", At)),
        new ControlOp.Killed(new Kill(new KillTarget(KillScope.Tenant, null, null), KillMode.Kill, "all", "ada", At)),
        new ControlOp.Released(new KillTarget(KillScope.Tenant, null, null)),
        new ControlOp.TokensRevoked("eve", At),
        new ControlOp.TicketIssued("bob", "dev", "c"),
        new ControlOp.LoggedIn("bob"),
    ];

    [Fact]
    public void TF4_Ops_and_states_are_read_as_they_were_written()
    {
        var state = Fold(All);

        Assert.Equal(Text(Model.EncodeOps(All)), Text(Model.EncodeOps(Model.ParseOps(Model.EncodeOps(All)))));
        var again = Model.DecodeState(Model.EncodeState(state));
        Assert.Equal(Text(Model.EncodeState(state)), Text(Model.EncodeState(again)));
        Assert.Equal(
            """
            {"name":"Acme","members":{"Bob":null,"bob":"member"},"flags":{"auto_mode":"true"},"kills":[{"target":
            {"scope":"canvas","env":"dev","canvas_id":"c"},"mode":"kill","reason":"then","by":"ada",
            "at":"2026-11-21T12:00:00+00:00"}],"revoked":{"eve":"2026-11-21T12:00:00+00:00"},
            "revoked_until":null}
            """.Replace("\n", "", StringComparison.Ordinal),
            Text(Model.EncodeState(state)));
        Assert.StartsWith("""[{"kind":"tenant_created","name":"Acme"},""", Text(Model.EncodeOps(All)));
    }

    [Fact]
    public void TF4_What_is_only_recorded_leaves_the_very_same_state()
    {
        var state = Fold(All);

        Assert.Same(state, state.Apply(new ControlOp.LoggedIn("bob"), out _));
        Assert.Same(state, state.Apply(new ControlOp.TicketIssued("bob", "dev", null), out _));
    }

    [Fact]
    public void TF1_A_tenant_has_limits_and_what_goes_beyond_changes_nothing()
    {
        var full = Fold([.. Enumerable.Range(0, TenantState.MembersMax)
            .Select(n => new ControlOp.MemberSet($"user{n}", "viewer"))]);

        Assert.Null(full.Apply(new ControlOp.MemberSet("one more", "viewer"), out var misfit));
        Assert.Contains($"{TenantState.MembersMax}", misfit);
        Assert.NotNull(full.Apply(new ControlOp.MemberSet("user7", "owner"), out _));
        var less = full.Apply(new ControlOp.MemberRemoved("user7"), out _)!;
        Assert.NotNull(less.Apply(new ControlOp.MemberRemoved("stranger"), out _)!
            .Apply(new ControlOp.MemberSet("one more", "viewer"), out _));
        Assert.Null(full.Apply(new ControlOp.TenantCreated("once"), out _)!
            .Apply(new ControlOp.TenantCreated("twice"), out _));
    }

    [Fact]
    public void TE8_What_was_revoked_stays_so_whatever_comes_later_and_however_much()
    {
        var state = Fold([new ControlOp.TokensRevoked("eve", At), new ControlOp.TokensRevoked("eve", At.AddDays(-1))]);
        Assert.Equal(At, state.Revoked["eve"]);
        Assert.Null(state.RevokedUntil);

        var full = Enumerable.Range(1, TenantState.RevokedMax).Aggregate(
            state, (one, n) => one.Apply(new ControlOp.TokensRevoked($"user{n}", At.AddSeconds(n)), out _)!);

        Assert.Equal((TenantState.RevokedMax, At), (full.Revoked.Count, full.RevokedUntil));
        Assert.False(full.Revoked.ContainsKey("eve"));
    }

    [Theory]
    [InlineData("[{\"kind\":\"no_such_op\"}]")]
    [InlineData("[{\"name\":\"x\"}]")]
    [InlineData("{}")]
    [InlineData("[")]
    public void TF4_What_this_model_did_not_write_is_not_read(string json) =>
        Assert.Throws<FormatException>(() => Model.ParseOps(Encoding.UTF8.GetBytes(json)));

    private static TenantState Fold(ImmutableArray<ControlOp> ops) =>
        ops.Aggregate(Model.Empty, (state, op) => Model.Apply(state, op, out _)!);

    private static ImmutableSortedDictionary<string, string?> Flags(params (string Name, string? Value)[] flags) =>
        flags.ToImmutableSortedDictionary(one => one.Name, one => one.Value);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
