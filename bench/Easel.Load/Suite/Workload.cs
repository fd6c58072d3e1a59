namespace Easel.Load.Suite;

/// <summary>One way to send commands.</summary>
/// <param name="HasBare">Whether the bare servers do the same, as far as they can.</param>
internal sealed record Workload(string Name, bool HasBare, string[] Options)
{
    public static IReadOnlyList<Workload> All(bool isQuick)
    {
        Workload one = Of("1 writer", 1, 1);
        Workload rotating = Of("200 canvases, 32 writers", 32, 200);
        return isQuick
            ? [one, rotating]
            : [one, Of("1 canvas, 8 writers", 8, 1) with { HasBare = false }, Of("1 canvas, 32 writers", 32, 1),
                Of("1 canvas, 32 writers, 32 subscribers", 32, 1, subscribers: 32),
                Of("32 canvases, 32 writers", 32, 32) with { HasBare = false }, rotating];
    }

    private static Workload Of(string name, int writers, int canvases, int subscribers = 0) => new(
        name, subscribers == 0,
        ["commands", "--writers", $"{writers}", "--canvases", $"{canvases}", "--subscribers", $"{subscribers}",
            "--prefix", $"w{writers}c{canvases}s{subscribers}"]);
}
