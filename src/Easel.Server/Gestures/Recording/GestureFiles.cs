using System.Globalization;
using System.Runtime.CompilerServices;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures.Recording;

/// <summary>
/// Recorded gestures as files: <c>gestures/{tenant}/{env}/{canvas}/{begin}.jsonl</c>, a line each, the begin in
/// milliseconds of Unix time. The oldest file goes first, whole.
/// </summary>
internal sealed class GestureFiles(ServerSettings settings, IOptions<RecordingOptions> options)
{
    private const string Extension = ".jsonl";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Adds gestures, in the order of their times.</summary>
    /// <exception cref="IOException">They may not be there.</exception>
    public void Append(DocumentKey canvas, IReadOnlyList<RecordedGesture> gestures)
    {
        var folder = Directory.CreateDirectory(FolderOf(canvas)).FullName;
        var files = List(folder);
        var begin = gestures[0].At.ToUnixTimeMilliseconds();
        // Of one that begins later the clock was set back: what follows must still be found by its time.
        var isFull = files is not [.., var last]
            || last.File.Length >= options.Value.FileBytesMax || last.Begin > begin;
        using (var file = Open(isFull ? Path.Join(folder, Name(begin)) : files[^1].File.FullName))
        {
            if (EndsInHalfALine(file)) file.Write("\n"u8);
            file.Write(GestureLine.Encode(gestures));
        }

        if (isFull) Trim(files, gestures[0].At);
    }

    /// <summary>Those from one time to another, both included.</summary>
    public async IAsyncEnumerable<RecordedGesture> ReadAsync(
        DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        var files = List(FolderOf(canvas));
        for (var i = 0; i < files.Count && files[i].Begin <= to.ToUnixTimeMilliseconds(); i++)
        {
            // What is in a file was made before the next one begins.
            if (i + 1 < files.Count && files[i + 1].Begin < from.ToUnixTimeMilliseconds()) continue;
            using var lines = TryOpen(files[i].File);
            while (lines is not null && await lines.ReadLineAsync(ct) is { } line)
            {
                // A crash can leave half a line.
                if (GestureLine.TryRead(line) is { } gesture && gesture.At >= from && gesture.At <= to)
                    yield return gesture;
            }
        }
    }

    /// <summary>Deletes the files that begin at or before a time.</summary>
    /// <exception cref="IOException">Some may still be there.</exception>
    public void Erase(DocumentKey canvas, DateTimeOffset upTo)
    {
        foreach (var (begin, file) in List(FolderOf(canvas)))
        {
            if (begin <= upTo.ToUnixTimeMilliseconds()) file.Delete();
        }
    }

    private string FolderOf(DocumentKey canvas) =>
        Path.Join(settings.Data, "gestures", canvas.Tenant, canvas.Env, BlobKey.FolderOf(canvas.Id));

    private static string Name(long begin) => begin.ToString("D15", CultureInfo.InvariantCulture) + Extension;

    private static List<(long Begin, FileInfo File)> List(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        var found = new List<(long Begin, FileInfo File)>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var begin))
                found.Add((begin, file));
        }

        found.Sort((one, other) => one.Begin.CompareTo(other.Begin));
        return found;
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        var file = new FileStream(path, options);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    /// <summary>What comes next must not be lost with it.</summary>
    private static bool EndsInHalfALine(FileStream file)
    {
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    /// <summary>Null if it has been deleted meanwhile: the oldest go first.</summary>
    private static StreamReader? TryOpen(FileInfo file)
    {
        try
        {
            return new StreamReader(
                new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Trim(List<(long Begin, FileInfo File)> older, DateTimeOffset now)
    {
        var oldest = (now - TimeSpan.FromDays(options.Value.DaysMax)).ToUnixTimeMilliseconds();
        for (var i = 0; i < older.Count; i++)
        {
            if (older.Count - i >= options.Value.FilesMax || older[i].Begin < oldest) older[i].File.Delete();
        }
    }
}
