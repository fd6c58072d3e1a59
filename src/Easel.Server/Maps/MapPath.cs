using System.Buffers;
using System.Globalization;
using System.Text;

namespace Easel.Server.Maps;

/// <summary>What is wrong with a path that a request named.</summary>
internal enum PathFault
{
    None,

    /// <summary>It is no relative path of a file.</summary>
    Invalid,

    /// <summary>It leaves the folder.</summary>
    Outside,
}

/// <summary>
/// Paths as requests name them: relative, with slashes, and plain. What could mean one thing here and another to a file
/// system, a proxy or a reader is refused, so nothing has to be cleaned up (SPEC MP6).
/// </summary>
internal static class MapPath
{
    private const int LengthMax = 512;
    private const int SegmentsMax = 16;

    // File systems take 255 bytes; a temporary file has a longer name than what it replaces.
    private const int SegmentBytesMax = 200;

    // Accents on their own: a letter that has one looks like the letter with the accent in it, but is another name.
    private const int FirstAccent = 0x300;
    private const int LastAccent = 0x36f;

    private static readonly SearchValues<char> Special = SearchValues.Create("\\%:;*?\"<>|");

    /// <summary>Looks at a path of a map or another JSON file.</summary>
    public static PathFault FaultOf(string? path)
    {
        var fault = FaultOfFile(path);
        return fault == PathFault.None && !path!.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? PathFault.Invalid
            : fault;
    }

    /// <summary>Looks at a path of any file.</summary>
    public static PathFault FaultOfFile(string? path)
    {
        if (string.IsNullOrWhiteSpace(path) || path.Length > LengthMax || !IsText(path)) return PathFault.Invalid;
        if (path.AsSpan().IndexOfAny(Special) is >= 0 and var at)
            return path[at] == '\\' && path.Contains("..", StringComparison.Ordinal)
                ? PathFault.Outside
                : PathFault.Invalid;
        if (path[0] == '/') return PathFault.Invalid;
        var segments = path.Split('/');
        if (segments.Contains("..")) return PathFault.Outside;
        return segments.Length <= SegmentsMax && Array.TrueForAll(segments, IsName)
            ? PathFault.None
            : PathFault.Invalid;
    }

    /// <summary>A name that begins with a dash is an option to a program that gets it alone.</summary>
    private static bool IsName(string name) =>
        name.Length > 0 && name != "." && name[0] is not (' ' or '-') && name[^1] is not (' ' or '.')
        && Encoding.UTF8.GetByteCount(name) <= SegmentBytesMax;

    /// <summary>Whether it is whole and has nothing in it that is not seen, or joins with its neighbour.</summary>
    private static bool IsText(string path)
    {
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) return false; // A lone surrogate reads as this one, too.
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned;
            if (isHidden || rune.Value is >= FirstAccent and <= LastAccent) return false;
        }

        return true;
    }
}
