using System.Runtime.CompilerServices;
using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server.Artifacts;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures.Recording;

/// <summary>
/// Recorded gestures as files: <c>gestures/{tenant}/{env}/{canvas}/{begin}.jsonl</c>, a line each, the begin in
/// milliseconds of Unix time. The oldest file goes first, whole. One writes at a time; others may read.
/// </summary>
internal sealed class GestureFiles(ServerSettings settings, IOptions<RecordingOptions> options)
{
    private readonly string root = Path.GetFullPath(Path.Join(settings.Data, "gestures"));

    // Bytes of each tenant, counted when it is first written to.
    private readonly Dictionary<string, long> used = [];

    /// <summary>
    /// Adds gestures, in the order of their times. After a clock went back they have that of the newest file: a new one
    /// for each write would soon have replaced all that are kept.
    /// </summary>
    /// <exception cref="IOException">They may not be there.</exception>
    public void Append(DocumentKey canvas, IReadOnlyList<RecordedGesture> gestures)
    {
        var folder = FolderOf(canvas);
        var files = folder.List();
        if (!used.ContainsKey(canvas.Tenant)) Count(canvas.Tenant);
        var isFull = files is not [.., var last] || last.Bytes >= options.Value.FileBytesMax;
        if (files.Count > 0) gestures = NotBefore(files[^1].Begin + (isFull ? 1 : 0), gestures);
        var begin = gestures[0].At.ToUnixTimeMilliseconds();
        used[canvas.Tenant] += folder.Append(isFull ? folder.NameOf(begin) : files[^1].Path, gestures);
        if (isFull) Trim(canvas.Tenant, files, gestures[0].At);
        if (used[canvas.Tenant] > options.Value.TenantBytesMax) Trim(canvas.Tenant);
    }

    /// <summary>Those from one time to another, both included.</summary>
    public async IAsyncEnumerable<RecordedGesture> ReadAsync(
        DocumentKey canvas, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        var folder = FolderOf(canvas);
        var files = folder.List();
        for (var i = 0; i < files.Count && files[i].Begin <= to.ToUnixTimeMilliseconds(); i++)
        {
            if (i + 1 < files.Count && files[i + 1].Begin < from.ToUnixTimeMilliseconds()) continue;
            using var lines = folder.TryOpenRead(files[i]);
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
        foreach (var file in FolderOf(canvas).List().Where(one => one.Begin <= upTo.ToUnixTimeMilliseconds()))
            Delete(canvas.Tenant, file);
    }

    private static IReadOnlyList<RecordedGesture> NotBefore(long begin, IReadOnlyList<RecordedGesture> gestures)
    {
        var earliest = DateTimeOffset.FromUnixTimeMilliseconds(begin);
        return gestures[0].At >= earliest ? gestures
            : [.. gestures.Select(one => one.At >= earliest ? one : one with { At = earliest })];
    }

    private GestureFolder FolderOf(DocumentKey canvas) =>
        new(root, Path.Join(root, canvas.Tenant, canvas.Env, BlobKey.FolderOf(canvas.Id)));

    private GestureFolder FolderOf(string tenant) => new(root, Path.Join(root, tenant));

    private List<GestureFile> Count(string tenant)
    {
        var files = FolderOf(tenant).List();
        used[tenant] = files.Sum(one => one.Bytes);
        return files;
    }

    /// <summary>Makes room on a canvas for a file that was begun.</summary>
    private void Trim(string tenant, List<GestureFile> older, DateTimeOffset now)
    {
        var oldest = (now - TimeSpan.FromDays(options.Value.DaysMax)).ToUnixTimeMilliseconds();
        for (var i = 0; i < older.Count; i++)
        {
            if (older.Count - i >= options.Value.FilesMax || older[i].Begin < oldest) Delete(tenant, older[i]);
        }
    }

    /// <summary>Makes room for a tenant: more than it has to, for all of its files have to be looked at.</summary>
    private void Trim(string tenant)
    {
        foreach (var file in Count(tenant))
        {
            if (used[tenant] <= options.Value.TenantBytesMax / 8 * 7) return;
            Delete(tenant, file);
        }
    }

    private void Delete(string tenant, GestureFile file)
    {
        File.Delete(file.Path);
        if (used.TryGetValue(tenant, out var bytes)) used[tenant] = bytes - file.Bytes;
    }
}
