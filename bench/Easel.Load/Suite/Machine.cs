using System.Globalization;
using System.Runtime.InteropServices;

namespace Easel.Load.Suite;

/// <summary>Where figures come from. Those of two machines, or of two loads of one, must not be compared.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var model = Processors("model name").FirstOrDefault()?.Split(':')[1].Trim() ?? "unknown processor";
        var cores = Processors("processor").Count();
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Create(CultureInfo.InvariantCulture,
            $"{model}, {cores} cores, Linux {kernel}, {RuntimeInformation.FrameworkDescription}");
    }

    /// <summary>How busy the machine was with other things: above 0.5 before the start, figures mean little.</summary>
    public static string LoadAverage() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static IEnumerable<string> Processors(string field) =>
        File.ReadLines("/proc/cpuinfo").Where(line => line.StartsWith(field, StringComparison.Ordinal));
}
