using System.Text;
using Easel.Documents.Json.Trees;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>The files beside maps: textures, sounds, definitions, for whose folder it is (SPEC MP6).</summary>
internal sealed class AssetFiles(
    MapFolders folders, FileTurns turns, IOptions<MapOptions> options, TimeProvider clock)
{
    private const string Read = "read-asset", Write = "write-asset", Open = "open-asset";

    private static readonly JsonShape Index = JsonShape.Of("baseDir", "entries", "stats", "builtAtIso");
    private static readonly JsonShape Stats = JsonShape.Of("fileCount");

    /// <summary>All files in order.</summary>
    public Task<IpcAnswer> ListAsync(RequestContext context) => Guarded("asset-index", "read-failed", () =>
    {
        if (folders.Of(context).Assets is not { } root)
            return Fail("asset-index", "missing-base-dir", "No assets folder is configured.");
        var files = MapDisk.List(root, "*", options.Value.FilesMax).ConvertAll(file => MapDisk.PathOf(root, file));
        return IpcAnswer.Ok(JsonRecord.Of(
            Index, JsonScalar.Of("."), JsonList.Of([.. files.Select(file => (JsonTree)JsonScalar.Of(file))]),
            JsonRecord.Of(Stats, JsonScalar.Of(files.Count)),
            JsonScalar.Of(Timestamp.Of(clock.GetUtcNow()))));
    });

    /// <summary>A file as base64.</summary>
    public Task<IpcAnswer> ReadBytesAsync(RequestContext context, string? path) => Guarded(Read, "read-failed", () =>
        Find(context, Read, path, out var root) ?? ReadFile(root, path!) switch
        {
            { } file => IpcAnswer.Ok(JsonScalar.Of(Convert.ToBase64String(file.Bytes))),
            null => Fail(Read, "read-failed", "There is no such file."),
        });

    /// <summary>A JSON file as text; it is not looked at.</summary>
    public Task<IpcAnswer> ReadTextAsync(RequestContext context, string? path) => Guarded(Read, "read-failed", () =>
        FindText(context, Read, path, out var root) ?? ReadFile(root, path!) switch
        {
            { } file => IpcAnswer.Ok(JsonScalar.Of(Encoding.UTF8.GetString(file.Bytes))),
            null => Fail(Read, "read-failed", "There is no such file."),
        });

    /// <summary>Replaces a JSON file by a text, whole and durably.</summary>
    public async Task<IpcAnswer> WriteTextAsync(IpcCall call, string? path, string? text)
    {
        if (text is null) return Fail(Write, "invalid-relative-path", "path and text must be strings.");
        if (FindText(call.Context, Write, path, out var root) is { } refused) return refused;
        var file = Path.Join(root, path);
        using var turn = await turns.TryTakeAsync(call.Ended, file);
        if (turn is null) return MapFiles.Crowded;
        return await Guarded(Write, "write-failed", () =>
            FileSwap.Replace(root, file, Encoding.UTF8.GetBytes(text), null, mayOverwrite: true) == Replaced.Done
                ? IpcAnswer.Nothing
                : MapFiles.Unknown);
    }

    /// <summary>A server has no other program to open a file with.</summary>
    public IpcAnswer TryOpen(RequestContext context, string? path) =>
        Find(context, Open, path, out _) ?? Fail(Open, "open-failed", "A server opens no files for anybody to see.");

    /// <summary>Whether a path may be looked for; <paramref name="root"/> is the folder.</summary>
    public IpcAnswer? Find(RequestContext context, string kind, string? path, out string root)
    {
        root = folders.Of(context).Assets ?? "";
        if (root.Length == 0) return Fail(kind, "missing-settings", "No assets folder is configured.");
        return MapPath.FaultOfFile(path) switch
        {
            PathFault.Invalid => Fail(kind, "invalid-relative-path", "This is no plain relative path."),
            PathFault.Outside => Fail(kind, "outside-base-dir", "The path leaves the folder."),
            _ => null,
        };
    }

    /// <summary>The same for a JSON file: a path of another type is refused as such, wherever it leads.</summary>
    private IpcAnswer? FindText(RequestContext context, string kind, string? path, out string root)
    {
        var refused = Find(context, kind, path, out root);
        if (path is null) return Fail(kind, "invalid-relative-path", "path must be a string.");
        var isText = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        return root.Length == 0 || isText || MapPath.FaultOfFile(path) == PathFault.Invalid
            ? refused
            : Fail(kind, "unsupported-file-type", "Only .json files are text.");
    }

    private ReadFile? ReadFile(string root, string path) =>
        MapDisk.Read(root, Path.Join(root, path), options.Value.AssetBytesMax);

    private static async Task<IpcAnswer> Guarded(string kind, string code, Func<IpcAnswer> act)
    {
        try
        {
            return await Task.Run(act);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Fail(kind, code, "The file system refused it.");
        }
    }

    private static IpcAnswer Fail(string kind, string code, string message) =>
        IpcAnswer.Fail(422, $"{kind}-error", $"{kind}/{code}", message);
}
