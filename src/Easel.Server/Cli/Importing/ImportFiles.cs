using System.IO.Compression;
using System.Text.Json;
using Easel.Documents.Json;

namespace Easel.Server.Cli.Importing;

/// <summary>Finds out what a file is by what is in it, whatever it is called.</summary>
internal static class ImportFiles
{
    private const long BytesMax = 1L << 28;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    /// <exception cref="CommandFailedException">It is nothing that can be imported; the message says why.</exception>
    public static IImportFile Read(byte[] content)
    {
        var json = Uncompress(content);
        if (json.AsSpan().StartsWith("\ufeff"u8)) json = json[3..];
        if (!StrictJson.TryCompact(json, out var compact, out var fault))
        {
            throw new CommandFailedException(
                $"The file is not JSON that Easel accepts: {fault.Reason} (byte {fault.Offset})");
        }

        var root = JsonDocument.Parse(compact, Deep).RootElement;
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (root.TryGetProperty("txns", out _)) return TraceFile.Read(root);
            if (root.TryGetProperty("atoms", out _)) return EaselFile.Read(root);
            // The format allows a canvas without either.
            var isCanvas = root.TryGetProperty("nodes", out _) || root.TryGetProperty("edges", out _)
                || root.GetPropertyCount() == 0;
            if (isCanvas) return JsonCanvasFile.Read(root);
        }

        throw new CommandFailedException(
            "The file is none of JSON Canvas (nodes, edges), an Easel export (atoms) and an editing trace (txns).");
    }

    private static byte[] Uncompress(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..]) return content;
        using var unzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        var json = new MemoryStream();
        var page = new byte[1 << 16];
        for (int read; (read = unzip.Read(page)) > 0;)
        {
            json.Write(page, 0, read);
            if (json.Length > BytesMax)
                throw new CommandFailedException($"The file holds more than {BytesMax >> 20} MiB.");
        }

        return json.ToArray();
    }
}
