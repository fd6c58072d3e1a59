using System.Text;
using Easel.Documents;
using Easel.Documents.Canvases;
using static Easel.Documents.Canvases.CanvasOp;

namespace Easel.Tests.Documents;

/// <summary>A long text typed unit by unit: each keystroke is a commit, and the last ones cost what the first ones did.</summary>
public class TypingCostTests
{
    private const int Units = 100_000;
    private const int Window = 5_000;

    [Fact]
    public async Task A_keystroke_costs_the_same_in_a_long_text_as_in_a_short_one()
    {
        var (wanted, random) = (new StringBuilder(), new Random(7));
        var (early, late) = await TypeAsync(
            n => new InsertText("a", "text", wanted.Length, Typed(wanted, (char)('a' + random.Next(26)))),
            state => Assert.Equal(wanted.ToString(), Desk.TextOf(state)));

        Assert.True(late < 1.5 * early, $"{early} bytes for one of the first keystrokes, {late} for one of the last");
    }

    /// <summary>Sending the whole text each time is what text ops are there to avoid; it must show.</summary>
    [Fact]
    public async Task Control_Setting_the_whole_text_each_time_is_noticed()
    {
        var text = new string('x', 9_990);
        var (early, late) = await TypeAsync(
            n => new Update("a", Properties.Empty.Set("text", JsonValue.FromText(text[..(n + 1)])), []), _ => { }, units: 9_990, window: 500);

        Assert.True(late > 1.5 * early, $"{early} and {late} bytes");
    }

    private static async Task<(long Early, long Late)> TypeAsync(
        Func<int, CanvasOp> keystroke, Action<Canvas> check, int units = Units, int window = Window)
    {
        var desk = new Desk();
        await desk.Commit(Desk.AddText("a", ""));
        long early = 0, late = 0;
        for (var n = 0; n < units; n++)
        {
            var edit = Desk.Edit(n + 1, null, keystroke(n));
            var thread = Environment.CurrentManagedThreadId;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var outcome = await desk.Submit(edit);
            var cost = thread == Environment.CurrentManagedThreadId ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
            if (outcome is not EditOutcome.Committed) Assert.Fail($"{outcome}");
            if (n >= window && n < 2 * window) early += cost;
            if (n >= units - window) late += cost;
        }

        check((await desk.Kernel.PeekAsync(Desk.C1)).State);
        Assert.True(early > 0, "nothing was measured");
        return (early / window, late / window);
    }

    private static string Typed(StringBuilder text, char unit)
    {
        text.Append(unit);
        return $"{unit}";
    }
}
