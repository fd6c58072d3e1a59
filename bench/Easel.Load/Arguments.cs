using System.Globalization;

namespace Easel.Load;

/// <summary>The command line: a verb, then <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = [];
    private readonly HashSet<string> used = [];

    public Arguments(string[] args)
    {
        Verb = args.Length > 0 ? args[0] : "";
        for (var i = 1; i < args.Length; i++)
        {
            if (!IsName(args[i])) throw new FormatException($"{args[i]} is not an option.");
            var isFlag = i + 1 == args.Length || IsName(args[i + 1]);
            values[args[i][2..]] = isFlag ? "true" : args[++i];
        }
    }

    public string Verb { get; }

    public string? Text(string name)
    {
        used.Add(name);
        return values.GetValueOrDefault(name);
    }

    public int Number(string name, int otherwise) =>
        Text(name) is { } text ? int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : otherwise;

    public double Seconds(string name, double otherwise) =>
        Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public bool Flag(string name) => Text(name) == "true";

    public int[] Numbers(string name, params int[] otherwise) =>
        Text(name) is { } text
            ? [.. text.Split(',').Select(one => int.Parse(one, CultureInfo.InvariantCulture))]
            : otherwise;

    /// <summary>A misspelt option would measure something else than was asked for.</summary>
    public void RefuseUnused()
    {
        var unknown = values.Keys.Except(used).FirstOrDefault();
        if (unknown is not null) throw new FormatException($"--{unknown} is unknown.");
    }

    private static bool IsName(string text) => text.StartsWith("--", StringComparison.Ordinal);
}
