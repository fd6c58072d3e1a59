using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>
/// The name of an artifact's content in a store: <c>tenants/{tenant}/{env}/canvas/{canvas}/{artifact}</c> (SPEC AR2).
/// Nothing that people name is in it as they wrote it unless it means the same to every file system.
/// </summary>
internal readonly record struct BlobKey
{
    /// <summary>How every key begins.</summary>
    public const string Root = "tenants";

    private const string IdStart = "art_";
    private const int IdLength = 36;
    private const int HashBytes = 16;

    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private BlobKey(string tenant, string env, string folder, string id) =>
        (Tenant, Env, Id, Text) = (tenant, env, id, $"{Root}/{tenant}/{env}/canvas/{folder}/{id}");

    public string Tenant { get; }

    public string Env { get; }

    /// <summary>The artifact.</summary>
    public string Id { get; }

    /// <summary>The key itself: at most 300 characters of <c>a-z 0-9 _ - ~ /</c>.</summary>
    public string Text { get; }

    /// <summary>A name for a new artifact. A clock's time is in it, so names are in no order to rely on.</summary>
    public static string NewId() => $"{IdStart}{Guid.CreateVersion7():N}";

    public static bool IsId(string? text) =>
        text?.Length == IdLength && text.StartsWith(IdStart, StringComparison.Ordinal)
        && !text.AsSpan(IdStart.Length).ContainsAnyExcept(HexDigits);

    /// <exception cref="ArgumentException">A part is not what it should be: that is a bug.</exception>
    public static BlobKey Of(DocumentKey canvas, string id) =>
        Ids.IsTenant(canvas.Tenant) && canvas.Env is "dev" or "staging" or "prod" && IsId(id)
            ? new BlobKey(canvas.Tenant, canvas.Env, FolderOf(canvas.Id), id)
            : throw new ArgumentException($"not a key: {canvas} {id}");

    /// <summary>Reads what a store lists; null if it is no key of ours.</summary>
    public static BlobKey? Parse(string text) =>
        text.Split('/') is [Root, var tenant, "dev" or "staging" or "prod", "canvas", var folder, var id]
        && Ids.IsTenant(tenant) && IsId(id) && IsFolder(folder)
            ? new BlobKey(tenant, text.Split('/')[2], folder, id)
            : null;

    public override string ToString() => Text;

    /// <summary>
    /// Ids may be dots, hold colons, or differ in case alone: of those it is the hash that counts. No id begins with a
    /// tilde, so the two kinds of names never meet.
    /// </summary>
    public static string FolderOf(string canvasId) => IsPlain(canvasId)
        ? canvasId
        : $"~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canvasId)).AsSpan(0, HashBytes))}";

    private static bool IsFolder(string name) => name.StartsWith('~')
        ? name.Length == 1 + (2 * HashBytes) && !name.AsSpan(1).ContainsAnyExcept(HexDigits)
        : IsPlain(name);

    private static bool IsPlain(string canvasId) =>
        Ids.IsId(canvasId) && !canvasId.AsSpan().ContainsAnyExcept(PlainCharacters) && !IsDevice(canvasId);

    /// <summary>Windows has no files of these names.</summary>
    private static bool IsDevice(string name) =>
        name is "con" or "prn" or "aux" or "nul"
        || (name.Length == 4 && name[..3] is "com" or "lpt" && char.IsAsciiDigit(name[3]));
}
