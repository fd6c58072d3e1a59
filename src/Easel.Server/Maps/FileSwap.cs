using Easel.Server.DataFolder;

namespace Easel.Server.Maps;

/// <summary>What became of replacing a file.</summary>
internal enum Replaced
{
    /// <summary>It holds the new content, durably.</summary>
    Done,

    /// <summary>Something else was there; it still is.</summary>
    Changed,

    /// <summary>It may hold the new content, or may not after a power cut; it is whole.</summary>
    Unknown,
}

/// <summary>
/// Replaces a file whole and durably, and only while it is the one that was expected (SPEC MP4). Where the system can,
/// old and new change places in one step: so what was taken out can be looked at, and put back if somebody has put it
/// there in the moment before. What somebody else has written is never deleted, however a replacement ends.
/// </summary>
internal static class FileSwap
{
    // One that may not be whole, and was never in the file's place; one that was about to be.
    private const string Unused = ".tmp", Swapped = ".swap";

    /// <summary>Replaces a file by another content, or makes it.</summary>
    /// <param name="expected">The hash of what may be replaced; null if nothing may be there.</param>
    /// <param name="mayOverwrite">Replaces whatever is there.</param>
    /// <exception cref="IOException">Nothing was replaced.</exception>
    public static Replaced Replace(
        string root, string file, ReadOnlySpan<byte> content, string? expected, bool mayOverwrite)
    {
        var folder = Path.GetDirectoryName(file)!;
        _ = MapDisk.IsThere(root, file); // Before a folder is made behind a link, too.
        MakeFolder(folder);
        Settle(root, file, expected);
        var next = Path.Join(folder, $"{StartOf(file)}{Guid.NewGuid():N}{Unused}");
        Replaced replaced;
        try
        {
            Write(root, next, content, file);
            replaced = TakePlace(root, next, file, new Hashes(MapDisk.HashOf(content), expected), mayOverwrite);
        }
        finally
        {
            File.Delete(next);
        }

        if (replaced != Replaced.Done) return replaced;
        try
        {
            DurableFile.SyncFolder(folder);
            return Replaced.Done;
        }
        catch (IOException)
        {
            return Replaced.Unknown;
        }
    }

    /// <summary>Clears away what a killed server left beside a file.</summary>
    /// <param name="known">Hashes of what was read from the file or written into it here.</param>
    public static void Settle(string root, string file, params string?[] known)
    {
        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Where(one => IsLeft(file, one)))
        {
            if (left.EndsWith(Unused, StringComparison.Ordinal)) File.Delete(left);
            else Discard(root, left, file, known);
        }
    }

    private static string StartOf(string file) => $".{Path.GetFileName(file)}.";

    private static bool IsLeft(string file, string candidate)
    {
        var (start, name) = (StartOf(file), Path.GetFileName(candidate));
        if (!name.StartsWith(start, StringComparison.Ordinal)) return false;
        var rest = name.AsSpan(start.Length);
        var end = rest.IndexOf('.');
        return end > 0 && Guid.TryParseExact(rest[..end], "N", out _) && rest[end..] is Unused or Swapped;
    }

    /// <summary>Makes a folder and those on the way to it, durably.</summary>
    private static void MakeFolder(string folder)
    {
        var missing = new Stack<string>();
        for (var at = folder; !Directory.Exists(at); at = Path.GetDirectoryName(at)!) missing.Push(at);
        foreach (var one in missing)
        {
            Directory.CreateDirectory(one);
            DurableFile.SyncFolder(Path.GetDirectoryName(one)!);
        }
    }

    private static void Write(string root, string next, ReadOnlySpan<byte> content, string replaces)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && File.Exists(replaces))
            options.UnixCreateMode = File.GetUnixFileMode(replaces);
        using var stream = new FileStream(next, options);
        UnixFile.RequireIsAt(stream.SafeFileHandle, root, next);
        stream.Write(content);
        stream.Flush();
        DurableFile.Sync(stream.SafeFileHandle);
    }

    private static Replaced TakePlace(string root, string next, string file, Hashes hashes, bool mayOverwrite)
    {
        if (mayOverwrite)
        {
            File.Move(next, file, overwrite: true);
            return Replaced.Done;
        }

        if (File.Exists(file)) return Exchange(root, next, file, hashes);
        if (hashes.Expected is not null) return Replaced.Changed; // Somebody has taken it away.
        if (UnixFile.TryRename(next, file, UnixFile.NoReplace) is { } isMoved)
            return isMoved ? Replaced.Done : Replaced.Changed;
        File.Move(next, file);
        return Replaced.Done;
    }

    private static Replaced Exchange(string root, string next, string file, Hashes hashes)
    {
        var swap = Path.ChangeExtension(next, Swapped);
        File.Move(next, swap);
        try
        {
            if (UnixFile.TryRename(swap, file, UnixFile.Exchange) is { } isExchanged)
            {
                return !isExchanged ? Replaced.Changed
                    : IsAny(root, swap, hashes.Expected) ? Replaced.Done
                    : TryPutBack(swap, file) ? Replaced.Changed
                    : Replaced.Unknown;
            }

            if (!IsAny(root, file, hashes.Expected)) return Replaced.Changed;
            File.Move(swap, file, overwrite: true);
            return Replaced.Done;
        }
        finally
        {
            Discard(root, swap, file, hashes.New, hashes.Expected);
        }
    }

    private static bool TryPutBack(string swap, string file)
    {
        try
        {
            // The second: somebody has taken the new file away by now.
            return UnixFile.TryRename(swap, file, UnixFile.Exchange) == true
                || UnixFile.TryRename(swap, file, UnixFile.NoReplace) == true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>
    /// Deletes a file that was about to take a place, or did. What is not known is somebody else's: it gets a name that
    /// people see, beside the file.
    /// </summary>
    private static void Discard(string root, string swap, string file, params string?[] known)
    {
        try
        {
            if (!File.Exists(swap)) return;
            if (IsAny(root, swap, known)) File.Delete(swap);
            else File.Move(swap, KeptName(file));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It stays where it is, until somebody settles it.
        }
    }

    private static string KeptName(string file)
    {
        var name = $"{Path.GetFileNameWithoutExtension(file)}.kept-{Guid.NewGuid():N}"[..^24];
        return Path.Join(Path.GetDirectoryName(file), name + Path.GetExtension(file));
    }

    private static bool IsAny(string root, string file, params string?[] hashes)
    {
        try
        {
            return MapDisk.Read(root, file) is { } there && hashes.Contains(there.Hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // A link, too large, or nobody's to read: nothing that was read or written here.
        }
    }

    private readonly record struct Hashes(string New, string? Expected);
}
