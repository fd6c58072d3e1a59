using System.Globalization;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.DataFolder;

namespace Easel.Server.Gestures.Recording;

/// <summary>A file of recorded gestures. What is in it was made before the next one begins.</summary>
/// <param name="Begin">In milliseconds of Unix time.</param>
internal readonly record struct GestureFile(long Begin, string Path, long Bytes);

/// <summary>
/// Files of recorded gestures in one folder and those below it, by name. No link is followed below the root, whoever
/// made it.
/// </summary>
internal sealed class GestureFolder(string root, string path)
{
    private const string Extension = ".jsonl";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>All files, the oldest first.</summary>
    /// <exception cref="StorageUnavailableException">A link is on the way.</exception>
    public List<GestureFile> List()
    {
        if (!Directory.Exists(path)) return [];
        RequireNoLink();
        var found = new List<GestureFile>();
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*" + Extension, Below))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var begin))
                found.Add(new GestureFile(begin, file.FullName, file.Length));
        }

        found.Sort((one, other) => one.Begin.CompareTo(other.Begin));
        return found;
    }

    /// <summary>Where a file that begins so would be.</summary>
    public string NameOf(long begin) =>
        Path.Join(path, begin.ToString("D15", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Adds gestures to a file, which is made if it is not there.</summary>
    /// <returns>How many bytes.</returns>
    /// <exception cref="IOException">They may not be there, or a link is on the way.</exception>
    public long Append(string file, IReadOnlyList<RecordedGesture> gestures)
    {
        Make();
        using var to = Open(file);
        var before = to.Length;
        if (EndsInHalfALine(to)) to.Write("\n"u8); // What comes next must not be lost with it.
        to.Write(GestureLine.Encode(gestures));
        return to.Length - before;
    }

    /// <summary>Null if it has been deleted meanwhile: the oldest go first.</summary>
    public StreamReader? TryOpenRead(GestureFile file) => UnixFile.TryOpenRead(root, file.Path) is { } handle
        ? new StreamReader(new FileStream(handle, FileAccess.Read))
        : null;

    private void Make()
    {
        var there = path;
        while (!Directory.Exists(there)) there = Path.GetDirectoryName(there)!;
        if (there.StartsWith(root, StringComparison.Ordinal)) UnixFile.RequireFolderIsAt(root, there);
        Directory.CreateDirectory(path);
    }

    private void RequireNoLink()
    {
        try
        {
            UnixFile.RequireFolderIsAt(root, path);
        }
        catch (IOException link)
        {
            throw new StorageUnavailableException("recorded gestures lie behind a link", link);
        }
    }

    private FileStream Open(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = File.Exists(file) ? FileMode.Open : FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (options.Mode == FileMode.CreateNew && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        var opened = new FileStream(file, options);
        try
        {
            UnixFile.RequireIsAt(opened.SafeFileHandle, root, file);
            opened.Seek(0, SeekOrigin.End);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static bool EndsInHalfALine(FileStream file)
    {
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
