using System.Globalization;

namespace Easel.Load.Measure;

/// <summary>
/// What /proc tells of a process and of those that it started: their processor time and their memory.
/// </summary>
internal sealed class ServerProcess(int id)
{
    private const double TicksPerSecond = 100;

    // Fields of /proc/ID/stat, counted from behind the name.
    private const int Parent = 1, UserTicks = 11, SystemTicks = 12;

    /// <summary>User and system time so far, in steps of 10 ms.</summary>
    public double CpuSeconds =>
        Family().Sum(stat => Number(stat[UserTicks]) + Number(stat[SystemTicks])) / TicksPerSecond;

    /// <summary>Resident memory in MiB. What processes share is counted for each.</summary>
    public double ResidentMb => Family().Sum(stat => ResidentOf(stat[0]));

    /// <summary>The fields of each, but with its id as the first.</summary>
    private IEnumerable<string[]> Family()
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => char.IsAsciiDigit(name![0])).Select(name => StatOf(name!)).OfType<string[]>().ToList();
        var children = all.ToLookup(stat => stat[Parent]);
        var waiting = new Queue<string[]>(all.Where(stat => stat[0] == $"{id}"));
        while (waiting.TryDequeue(out var next))
        {
            yield return next;
            foreach (var child in children[next[0]]) waiting.Enqueue(child);
        }
    }

    /// <returns>Null if the process has ended meanwhile.</returns>
    private static string[]? StatOf(string id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name, the second field, may hold blanks, so counting starts behind it.
            return [id, .. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1..]];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double ResidentOf(string id)
    {
        var line = File.ReadLines($"/proc/{id}/status")
            .First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1_024;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
