using System.Globalization;
using Easel.Server.DataFolder;

namespace Easel.Server.Events;

/// <summary>
/// The files that checkpoints stand in: <c>checkpoints.jsonl</c>, which is added to, and before it those that are full,
/// <c>checkpoints-000001.jsonl</c> and so on. The chain goes on from one to the next.
/// </summary>
internal static class CheckpointFiles
{
    public const string Name = "checkpoints.jsonl";

    /// <summary>The full ones that belong to a file, in order.</summary>
    public static List<string> FullOnes(string current)
    {
        var (folder, stem) = (Path.GetDirectoryName(Path.GetFullPath(current))!, Stem(current));
        return
        [
            .. Directory.EnumerateFiles(folder, stem + "*" + Path.GetExtension(current))
                .Select(path => (Path: path, Number: Number(path, stem))).Where(one => one.Number > 0)
                .OrderBy(one => one.Number).Select(one => one.Path),
        ];
    }

    /// <summary>Gives a file that is full its number, so that the next one can begin.</summary>
    public static void PutAway(string current)
    {
        var number = FullOnes(current) is [.., var newest] ? Number(newest, Stem(current)) + 1 : 1;
        var folder = Path.GetDirectoryName(Path.GetFullPath(current))!;
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{Stem(current)}{number:D6}{Path.GetExtension(current)}");
        File.Move(current, Path.Combine(folder, name));
        DurableFile.SyncFolder(folder); // The next one must not take its place before it has another.
    }

    /// <summary>A file and all full ones before it, as one. What is added meanwhile may be in it.</summary>
    /// <returns>Null if there are none.</returns>
    public static System.IO.Stream? OpenAll(string current)
    {
        while (true)
        {
            var full = FullOnes(current);
            var paths = File.Exists(current) ? full.Append(current) : full;
            var files = new JoinedFiles();
            try
            {
                foreach (var path in paths) files.Add(path);
                // Else it was put away meanwhile, and would be missing or there twice.
                if (FullOnes(current).Count == full.Count) return files.IsEmpty ? null : files;
            }
            catch (FileNotFoundException)
            {
                // It is being put away.
            }

            files.Dispose();
        }
    }

    private static string Stem(string current) => Path.GetFileNameWithoutExtension(current) + "-";

    private static int Number(string path, string stem) => int.TryParse(
        Path.GetFileNameWithoutExtension(path).AsSpan(stem.Length), NumberStyles.None, CultureInfo.InvariantCulture,
        out var number) ? number : 0;
}
