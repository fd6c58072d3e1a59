using System.Globalization;
using System.Text;
using Easel.Load.Net;

namespace Easel.Load;

/// <summary>Canvases to work on, filled with atoms before anything is measured.</summary>
internal static class Canvases
{
    private const int OpsPerCommand = 250;

    /// <summary>Adds atoms <c>a0</c>, <c>a1</c>, ... to an empty canvas.</summary>
    /// <returns>Its head.</returns>
    public static long Fill(Target target, Connection connection, string canvas, int atoms)
    {
        long head = 0;
        for (var from = 0; from < atoms; from += OpsPerCommand)
        {
            var ops = Enumerable.Range(from, Math.Min(OpsPerCommand, atoms - from)).Select(AddOp);
            head = Submit(target, connection, canvas, head, string.Join(',', ops));
        }

        return head;
    }

    /// <summary>Commits some ops, which must fit.</summary>
    public static long Submit(Target target, Connection connection, string canvas, long head, string ops)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"fill-{Measure.Clock.Us}-{head}");
        var body = new StringBuilder().Append("{\"base_rev\":").Append(head).Append(",\"ops\":[").Append(ops)
            .Append("],\"actor_id\":\"load\",\"correlation_id\":\"").Append(key).Append("\"}").ToString();
        long rev = 0;
        target.Ask(
            connection, "POST", $"/canvas/{canvas}/commands", body, answer => rev = answer.Number("\"head_rev\":"u8));
        return rev;
    }

    /// <summary>About 200 bytes of atom: what a drawn shape has.</summary>
    private static string AddOp(int number)
    {
        var (x, y) = (number % 100 * 40, number / 100 * 40);
        return $$$$"""
            {"kind":"add","atom":{"id":"a{{{{number}}}}","type":"shape","properties":
            {"x":{{{{x}}}},"y":{{{{y}}}},"w":32,"h":24,"fill":"#2a6f97","text":"Element {{{{number}}}}"}}}
            """;
    }
}
