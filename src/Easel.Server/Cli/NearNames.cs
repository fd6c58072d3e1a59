using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.Cli;

/// <summary>Helps someone who mistyped the name of a canvas.</summary>
internal static class NearNames
{
    private const int ShownMax = 5;
    private const int PagesMax = 10;

    public static async Task<CommandFailedException> ExplainAsync(
        Connection server, string wanted, CancellationToken ct)
    {
        var names = await ListAsync(server, ct);
        var near = Find(wanted, names);
        var hint = near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?"
            : names.Count == 0 ? "There is no canvas at all yet; 'easel import FILE' makes one."
            : $"There are {string.Join(", ", names.Take(ShownMax))}{(names.Count > ShownMax ? " and others" : "")}.";
        return new CommandFailedException($"There is no canvas {wanted} in {server.Tenant}. {hint}");
    }

    /// <summary>The names that are most like one, best first.</summary>
    public static IReadOnlyList<string> Find(string wanted, IEnumerable<string> names)
    {
        var tolerated = Math.Max(1, wanted.Length / 3);
        return [.. names
            .Select(name => (Name: name, Distance: name.Contains(wanted, StringComparison.OrdinalIgnoreCase)
                ? 0 : Distance(wanted.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(one => one.Distance <= tolerated)
            .OrderBy(one => one.Distance).ThenBy(one => one.Name, StringComparer.Ordinal)
            .Take(ShownMax)
            .Select(one => one.Name)];
    }

    /// <summary>How many characters must be added, removed or replaced to make one text of the other.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static async Task<List<string>> ListAsync(Connection server, CancellationToken ct)
    {
        var names = new List<string>();
        string? cursor = "";
        for (var page = 0; page < PagesMax && cursor is not null; page++)
        {
            var body = await server.GetAsync($"/canvas?limit=1000&cursor={Uri.EscapeDataString(cursor)}", ct);
            var found = JsonSerializer.Deserialize(body, WireJson.Default.CanvasPage)!;
            names.AddRange(found.Canvases.Select(canvas => canvas.CanvasId));
            cursor = found.Next;
        }

        return names;
    }
}
