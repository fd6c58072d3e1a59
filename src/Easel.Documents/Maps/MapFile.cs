using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Easel.Documents.Json;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps;

/// <summary>The content of map files.</summary>
public static class MapFile
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly JsonShape Lists =
        JsonShape.Of("vertices", "sectors", "walls", "doors", "lights", "particles", "entities");

    /// <summary>
    /// Reads what a file holds: any JSON, although only an object can be edited. Some programs put a byte order mark
    /// before it, which says nothing and is not written again.
    /// </summary>
    public static bool TryRead(
        ReadOnlySpan<byte> file, [NotNullWhen(true)] out JsonTree? content, [NotNullWhen(false)] out JsonFault? fault)
    {
        content = null;
        var mark = file.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
        if (!JsonTree.TryRead(file[mark..], MapLimits.DepthMax, out var tree, out fault))
        {
            fault = fault with { Offset = fault.Offset + mark };
            return false;
        }

        if (tree.Size > MapLimits.ContentBytesMax)
        {
            fault = new JsonFault($"The map is larger than {MapLimits.ContentBytesMax} bytes.", 0);
            return false;
        }

        content = tree;
        return true;
    }

    /// <summary>Writes a file. One in this form that nobody changed is written byte for byte.</summary>
    public static ReadOnlyMemory<byte> Write(JsonTree content)
    {
        var file = new ArrayBufferWriter<byte>(checked((int)content.Size * 2)); // A little more than white space takes.
        IndentedJson.Write(content, file);
        return file.WrittenMemory;
    }

    /// <summary>A new map; what is null or blank is left out.</summary>
    public static JsonRecord Blank(string? sky = null, string? soundFont = null, string? music = null)
    {
        var empty = new JsonTree[Lists.Count];
        Array.Fill(empty, JsonList.Empty);
        var map = JsonRecord.Of(Lists, empty);
        return With(With(With(map, "sky", sky), "soundfont", soundFont), "bgmusic", music);
    }

    private static JsonRecord With(JsonRecord map, string name, string? value) =>
        value is null || Arguments.IsBlank(value) ? map : map.Set(name, JsonScalar.Of(Arguments.Trim(value)));
}
