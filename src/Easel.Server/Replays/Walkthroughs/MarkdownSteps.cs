using System.Buffers;
using System.Globalization;
using System.Text;
using Easel.Server.Cli;
using Easel.Server.Wire;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>
/// A numbered list in Markdown. Whatever people wrote stands in code spans, where nothing is a link, a tag or a mark.
/// </summary>
internal sealed class MarkdownSteps(IBufferWriter<byte> to) : StepList
{
    /// <summary>A text as a code span: on one line, shortened, and with a fence that it cannot close.</summary>
    public static string Quote(string text)
    {
        var plain = CommitWords.Plain(Excerpt.Of(text));
        if (plain.Length == 0) return "(nothing)";
        var fence = new string('`', LongestRun(plain) + 1);
        var isPadded = plain[0] == '`' || plain[^1] == '`';
        return isPadded ? $"{fence} {plain} {fence}" : $"{fence}{plain}{fence}";
    }

    protected override void WriteBegin(HistoryRange range) => Write(
        $"# Walkthrough of the canvas {Quote(range.Canvas.Id)}\n\n"
        + $"Revisions {range.From.Number} to {range.To.Number}, {Time(range.FromAt)} to {Time(range.ToAt)} UTC.\n\n");

    protected override void Write(WalkStep step, int number)
    {
        var reason = step.Reason is { } why ? $" Reason: {Quote(why)}." : "";
        var span = step.From == step.To ? $"r{step.From.Number}" : $"r{step.From.Number}–r{step.To.Number}";
        Write($"{number}. {Time(step.FromAt)} **{Quote(step.By.ActorId)}** {step.Tell(Quote)}.{reason} ({span})\n");
    }

    protected override void WriteEnd() => Write("\n");

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, to);
}
