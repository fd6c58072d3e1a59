using System.Text.RegularExpressions;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using FsCheck;
using FsCheck.Fluent;

namespace Easel.Tests.Documents.Maps;

/// <summary>Random histories against a history that keeps every content as a text.</summary>
public partial class MapPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true);

    [Theory]
    [InlineData("box", 14)]
    [InlineData("blank", 12)] // Without particles and doors there is less to do.
    [InlineData("e2m8", 14)]
    public void Undoing_all_gives_the_opening_bytes_and_redoing_all_the_last(string level, int kinds)
    {
        var content = Content(level);
        var (opening, met) = (content.ToString(), new HashSet<string>());
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(80).ToArbitrary(), seeds =>
        {
            var state = Levels.Open(content);
            foreach (var seed in seeds) state = Edited(state, seed);
            met.UnionWith(state.Done.Select(edit => edit.Kind));
            var last = state.Current!.Content.ToString();
            var count = state.Done.Length;
            var back = MapFold.Apply(state, new MapOp.Undone(count), out _)!;
            Assert.Equal(opening, back.Current!.Content.ToString());
            var forth = MapFold.Apply(back, new MapOp.Redone(count), out _)!;
            Assert.Equal(last, forth.Current!.Content.ToString());
            Assert.Equal(state.Revision + 2, forth.Revision);
        }).Check(Runs);
        Assert.True(met.Count >= kinds, $"only {string.Join(", ", met)}");
    }

    [Fact]
    public void Any_order_of_edits_undo_and_redo_is_as_with_copies()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(200).ToArbitrary(), seeds =>
        {
            var state = Levels.Open();
            var (copies, at) = (new List<string> { state.Current!.Content.ToString() }, 0);
            foreach (var seed in seeds)
            {
                var (before, steps) = (state, 1 + (seed % 3));
                if (seed % 5 == 0)
                {
                    state = MapFold.Apply(state, new MapOp.Undone(steps), out _) ?? state;
                    if (steps <= at) at -= steps;
                }
                else if (seed % 5 == 1)
                {
                    state = MapFold.Apply(state, new MapOp.Redone(steps), out _) ?? state;
                    if (steps < copies.Count - at) at += steps;
                }
                else if ((state = Edited(state, seed)) != before)
                {
                    copies = [.. copies[..(at + 1)], state.Current!.Content.ToString()];
                    if (copies.Count > MapLimits.HistoryMax + 1) copies.RemoveAt(0);
                    at = copies.Count - 1;
                }

                Assert.Equal(copies[at], state.Current!.Content.ToString());
                Assert.Equal((at, copies.Count - 1 - at), (state.Done.Length, state.TakenBack.Length));
                Assert.Equal(before.Revision + (before == state ? 0 : 1), state.Revision);
            }
        }).Check(Runs);
    }

    [Fact]
    public void A_snapshot_holds_the_whole_history()
    {
        var model = new MapModel();
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(40).ToArbitrary(), seeds =>
        {
            var state = Levels.Open(Content("box"));
            foreach (var seed in seeds) state = Edited(state, seed);
            state = MapFold.Apply(state, new MapOp.Undone(1 + (seeds[0] % 5)), out _) ?? state;
            state = MapFold.Apply(state, new MapOp.Saved(seeds[1] % 9, "b"), out _)!;
            state = MapFold.Apply(state, new MapOp.Validated(state.Current!.MadeAt, Levels.Json("1.0")), out _)!;
            var read = model.DecodeState(model.EncodeState(state));
            Assert.Equal(model.EncodeState(state).ToArray(), model.EncodeState(read).ToArray());
            Same(state, read);
            Same(All(state, new MapOp.Undone(state.Done.Length)), All(read, new MapOp.Undone(read.Done.Length)));
            var forth = new MapOp.Redone(state.TakenBack.Length);
            Same(All(state, forth), All(read, forth));
        }).Check(Runs);

        static MapState All(MapState state, MapOp op) => MapFold.Apply(state, op, out _) ?? state;

        static void Same(MapState a, MapState b)
        {
            Assert.Equal(a.Current!.Content.ToString(), b.Current!.Content.ToString());
            Assert.Equal(
                (a.Revision, a.Current.MadeAt, a.SavedAt, a.Path, a.IsDirty, $"{a.Current.Validation}"),
                (b.Revision, b.Current.MadeAt, b.SavedAt, b.Path, b.IsDirty, $"{b.Current.Validation}"));
            Assert.Equal(MapReply.HistoryOf(a).ToString(), MapReply.HistoryOf(b).ToString());
        }
    }

    [Fact]
    public void A_transaction_whose_last_command_fails_changes_nothing_and_one_that_fits_is_its_commands_in_order()
    {
        var (failed, fitted) = (0, 0);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var map = (JsonRecord)Content("box");
            var (stepwise, steps) = (map, new List<string>());
            for (var i = 0; i < 8; i++)
            {
                var command = RandomMapCommand.Make(random, stepwise, inTransaction: true);
                if (MapEngine.Apply(stepwise, command).Change is not { } change) continue;
                stepwise = change.Map;
                steps.Add(command.ToString());
            }

            if (steps.Count == 0) return;
            fitted++;
            Assert.Equal(stepwise.ToString(), MapEngine.Apply(map, Transaction(steps)).Change!.Map.ToString());
            var before = map.ToString();
            steps.Add("""{"kind":"map-edit/delete","target":{"kind":"light","index":999}}""");
            var error = MapEngine.Apply(map, Transaction(steps)).Error!;
            failed++;
            Assert.Equal((steps.Count - 1, MapEditCodes.NotFound), (error.StepIndex, error.Cause!.Code));
            Assert.Equal(before, map.ToString());
        }).Check(Runs.WithMaxTest(300));
        Assert.True(failed > 250 && fitted > 250, $"{failed} failed, {fitted} fitted");

        static JsonTree Transaction(List<string> steps) =>
            Levels.Json($$"""{"kind":"map-edit/transaction","commands":[{{string.Join(',', steps)}}]}""");
    }

    [Fact]
    public void Numbers_at_the_end_of_the_world_have_answers_too()
    {
        string[] ends = ["1e308", "-1e308", "1e-320", "9007199254740993", "0.1", "-0", "1e400", "5"];
        var (box, fitted) = (Levels.Record(Levels.Box), 0);
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var map = Levels.Record(Shaken(Levels.Box, random, ends));
            var command = Levels.Record(Shaken(RandomMapCommand.Make(random, box).ToString(), random, ends));
            if (MapEngine.Apply(map, command).Change is not { } change) continue;
            fitted++;
            Assert.True(MapFile.TryRead(change.Map.ToJson().Span, out _, out _), $"seed {seed}");
        }

        Assert.True(fitted > 4_000, $"only {fitted} fitted");

        // Some of the numbers, each by chance.
        static string Shaken(string json, Random random, string[] ends) => NumberToken().Replace(
            json, found => random.Next(12) > 0 ? found.Value : found.Groups[1].Value + ends[random.Next(ends.Length)]);
    }

    [GeneratedRegex("([:,\\[])-?[0-9][0-9.e+-]*")]
    private static partial Regex NumberToken();

    private static MapState Edited(MapState state, int seed)
    {
        var command = RandomMapCommand.Make(new Random(seed), (JsonRecord)state.Current!.Content);
        return MapFold.Apply(state, new MapOp.Edited(command), out _) ?? state;
    }

    private static JsonTree Content(string level) => level switch
    {
        "box" => Levels.Json(Levels.Box),
        "blank" => MapFile.Blank(),
        _ => Levels.Read(level),
    };
}
