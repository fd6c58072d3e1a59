using Easel.Documents.Maps;

namespace Easel.Server.Maps;

/// <summary>A file that was read to become a map.</summary>
/// <param name="Path">Which file.</param>
internal abstract record MapReading(string Path)
{
    /// <summary>It can become one.</summary>
    /// <param name="Opened">What begins the map.</param>
    /// <param name="Hash">What the file held.</param>
    public sealed record Good(string Path, MapOp.Opened Opened, string Hash) : MapReading(Path);

    /// <summary>It cannot.</summary>
    public sealed record Bad(string Path, IpcAnswer Failure) : MapReading(Path);
}

/// <summary>
/// Reads files that are to become maps. A validator may take long, so this is done before the turn of the file; there
/// it shows whether the file still is what was read.
/// </summary>
internal sealed class MapReader(MapValidator validator)
{
    /// <summary>What is answered of a file that cannot be read.</summary>
    public static IpcAnswer Unread { get; } = IpcAnswer.Io(422, "read-failed", "The file could not be read.");

    /// <summary>
    /// Reads and validates a file. A configured program is asked before anything is made of what was read: its report
    /// on a file that is broken or missing comes first.
    /// </summary>
    /// <param name="ended">Ends the wait for a program.</param>
    public async Task<MapReading> ReadAsync(MapFolder folder, string path, CancellationToken ended)
    {
        try
        {
            var file = folder.FileOf(path);
            var found = MapDisk.Read(folder.RootOf(path), file); // Finds links, too: no program is to follow one.
            var asked = await validator.AskAsync(file, ended);
            if (asked?.Failure is { } refused) return new MapReading.Bad(path, refused);
            return found is null ? new MapReading.Bad(path, Unread) : Parse(path, found, asked);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new MapReading.Bad(path, Unread);
        }
    }

    /// <summary>Whether the file holds what was read. In its turn.</summary>
    public static bool IsStill(MapFolder folder, MapReading.Good reading)
    {
        try
        {
            return MapDisk.Read(folder.RootOf(reading.Path), folder.FileOf(reading.Path))?.Hash == reading.Hash;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private MapReading Parse(string path, ReadFile found, MapVerdict? asked)
    {
        if (!MapFile.TryRead(found.Bytes, out var content, out var fault))
        {
            var wrong = IpcAnswer.Io(422, "parse-failed", $"{fault.Reason} (byte {fault.Offset})");
            return new MapReading.Bad(path, wrong);
        }

        var verdict = asked ?? validator.Look(content);
        if (verdict.Failure is { } failure) return new MapReading.Bad(path, failure);
        var opened = new MapOp.Opened(path, content, IsSaved: true, verdict.Record);
        return new MapReading.Good(path, opened, found.Hash);
    }
}
