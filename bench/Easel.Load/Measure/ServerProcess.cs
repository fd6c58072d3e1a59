using System.Globalization;

namespace Easel.Load.Measure;

/// <summary>What /proc tells of a process: its processor time and its memory.</summary>
internal sealed class ServerProcess(int id)
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time so far, in steps of 10 ms.</summary>
    public double CpuSeconds
    {
        get
        {
            // The name, the second field, may hold blanks, so counting starts behind it.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMb
    {
        get
        {
            var status = File.ReadLines($"/proc/{id}/status");
            var line = status.First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1_024;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
