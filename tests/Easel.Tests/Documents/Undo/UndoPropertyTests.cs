using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Tests.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents.Undo;

/// <summary>What must hold for any history. Seeds are in the messages.</summary>
public class UndoPropertyTests
{
    [Fact]
    public async Task CM10_Undoing_everything_leads_back_through_every_state_and_redoing_forth()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (desk, random) = (new UndoDesk(new DocumentOptions { RecentMax = 1 + (seed % 30) }), new RandomCanvas(seed));
            var hashes = new List<string> { await desk.Desk.Hash() };
            for (var i = 0; i < 20; i++)
            {
                await desk.Does("ann", [.. random.Batch(await desk.Now(), 3)]);
                hashes.Add(await desk.Desk.Hash());
            }

            await Walk(desk.TryUndo, hashes[..^1].AsEnumerable().Reverse(), seed);
            await Walk(desk.TryRedo, hashes.Skip(1), seed);
        }

        // A batch that changed nothing is skipped, so the walk follows the states, not the revisions.
        async Task Walk(Func<string, UndoScope?, Task<EditOutcome>> step, IEnumerable<string> hashes, int seed)
        {
            var (desk, seen) = ((UndoDesk)step.Target!, new List<string>());
            while (await step("ann", null) is EditOutcome.Committed) seen.Add(await desk.Desk.Hash());
            Assert.True(hashes.Distinct().ToHashSet().IsSubsetOf([.. seen]) || hashes.Last() == seen.Last(), $"seed {seed}");
            Assert.Equal(hashes.Last(), seen.Last());
        }
    }

    [Fact]
    public async Task CM10_Undo_and_redo_of_one_s_own_edits_between_those_of_others_come_back_to_the_same()
    {
        var taken = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var (desk, random) = (new UndoDesk(), new Random(seed));
            await desk.Does("eve", Desk.AddText(text: "The quick brown fox"), Desk.AddText("b"));
            for (var i = 0; i < 25; i++) await desk.Does(random.Next(2) == 0 ? "ann" : "bob", Typing(random, await desk.Text()));
            var (text, undone) = (await desk.Text(), 0);

            while (undone < 30 && await desk.TryUndo("ann") is EditOutcome.Committed) undone++;
            for (var i = 0; i < undone; i++) await desk.Redoes("ann");

            Assert.True(text == await desk.Text(), $"seed {seed}: {text} became {await desk.Text()}");
            taken += undone;
        }

        Assert.True(taken > 1_000, $"only {taken} undos");
    }

    [Fact]
    public async Task CM10_What_others_typed_survives_every_undo()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var (desk, random) = (new UndoDesk(), new Random(seed));
            await desk.Does("eve", Desk.AddText(text: ""));
            for (var i = 0; i < 30; i++)
            {
                var isAnn = random.Next(2) == 0;
                await desk.Types(isAnn ? "ann" : "bob", random.Next((await desk.Text()).Length + 1), isAnn ? "ann" : "BOB");
            }

            var (before, undone) = ((await desk.Text()).Where(char.IsUpper), 0);
            while (await desk.TryUndo("ann") is EditOutcome.Committed) undone++;

            Assert.Equal(before, (await desk.Text()).Where(char.IsUpper));
            Assert.True((await desk.Text()).All(char.IsUpper), $"seed {seed}: {await desk.Text()}");
        }
    }

    [Fact]
    public async Task CM10_Any_mix_of_edits_undos_and_redos_keeps_the_log_foldable()
    {
        var (undos, redos) = (0, 0);
        for (var seed = 0; seed < 120; seed++)
        {
            var (desk, random) = (new UndoDesk(new DocumentOptions { RecentMax = 1 + (seed % 20) }), new RandomCanvas(seed));
            for (var step = 0; step < 60; step++)
            {
                var who = random.Next(2) == 0 ? "ann" : "bob";
                UndoScope scope = random.Next(3) == 0 ? new UndoScope.All() : new UndoScope.Actor(who);
                var choice = random.Next(6);
                if (choice < 3) await desk.Does(who, [.. random.Batch(await desk.Now(), 2)]);
                else if (choice < 5) undos += await desk.TryUndo(who, scope) is EditOutcome.Committed ? 1 : 0;
                else redos += await desk.TryRedo(who, scope) is EditOutcome.Committed ? 1 : 0;
            }

            Assert.Equal(await desk.Desk.Hash(), CanvasJson.Hash(Desk.Replay(await desk.Desk.Log())));
        }

        Assert.True(undos > 1_000 && redos > 100, $"{undos} undos, {redos} redos");
    }

    private static CanvasOp Typing(Random random, string text)
    {
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(4), text.Length - at);
        return random.Next(3) switch
        {
            0 when length > 0 => new DeleteRange("a", "text", at, length),
            1 => new ReplaceRange("a", "text", at, length, "xy"),
            _ => new InsertText("a", "text", at, "ins"),
        };
    }
}
