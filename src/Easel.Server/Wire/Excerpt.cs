namespace Easel.Server.Wire;

/// <summary>The beginning of what somebody wrote, where it is told among other words.</summary>
internal static class Excerpt
{
    /// <summary>Characters of it.</summary>
    public const int LengthMax = 60;

    /// <summary>It on one line, with an ellipsis if it is longer; empty if there is nothing to see in it.</summary>
    public static string Of(string text, int lengthMax = LengthMax)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= lengthMax) return line;
        return line[..(char.IsHighSurrogate(line[lengthMax - 1]) ? lengthMax - 1 : lengthMax)] + "…";
    }
}
