using System.Diagnostics;
using Spectre.Console;

namespace Easel.Server.Cli;

/// <summary>Shows on standard error how far a command is: a bar on a terminal, else a line now and then.</summary>
internal static class Meter
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    public static async Task<T> RunAsync<T>(string title, int countAbout, Func<Action<int>, Task<T>> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (!terminal.Profile.Out.IsTerminal) return await work(Lines(title, countAbout));
        return await terminal.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask(Markup.Escape(title), maxValue: countAbout);
                var result = await work(count => bar.Value = count);
                bar.Value = bar.MaxValue;
                return result;
            });
    }

    private static Action<int> Lines(string title, int countAbout)
    {
        var (last, lastCount) = (Stopwatch.GetTimestamp(), -1);
        return count =>
        {
            if (lastCount < 0) lastCount = count;
            var elapsed = Stopwatch.GetElapsedTime(last);
            if (elapsed < Silence) return;
            var rate = (count - lastCount) / elapsed.TotalSeconds;
            Console.Error.WriteLine($"{title}: {count:N0} of about {countAbout:N0}, {rate:N0} a second");
            (last, lastCount) = (Stopwatch.GetTimestamp(), count);
        };
    }
}
