using System.Buffers;
using System.Globalization;
using System.Text;
using Easel.Documents;
using Easel.Server.Wire;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Artifacts;

/// <summary>
/// The body of an upload: one file, which goes where it is kept as it comes, and fields before or after it.
/// </summary>
internal sealed class ArtifactUpload
{
    /// <summary>Bytes of an upload besides the file.</summary>
    public const int FieldBytesMax = 64 * 1_024;

    private const int BoundaryMax = 70; // RFC 2046
    private const int PartsMax = 64;
    private const int ValueBytesMax = 4 * 1_024;
    private const int CopyBytes = 64 * 1_024;
    private const string Bytes = "application/octet-stream";

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly MultipartReader parts;
    private readonly StoredDocument canvas;
    private readonly Dictionary<string, string> fields = [];
    private readonly List<string> sources = [];
    private bool hasFile;

    private ArtifactUpload(MultipartReader parts, StoredDocument canvas) => (this.parts, this.canvas) = (parts, canvas);

    /// <summary>Looks at the headers of an upload for a canvas; the body is not read yet.</summary>
    public static Refusal? TryBegin(HttpRequest request, StoredDocument canvas, out ArtifactUpload upload)
    {
        upload = null!;
        if (request.Headers.ContentEncoding.Count > 0)
            return Problems.UnsupportedMediaType.Because("The body must not be compressed.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            return Problems.UnsupportedMediaType.Because("The body must be multipart/form-data.");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary);
        if (boundary.Length is 0 or > BoundaryMax)
            return Problems.InvalidRequest.Because("The body says no boundary between its parts.");
        upload = new ArtifactUpload(new MultipartReader(boundary.ToString(), request.Body), canvas);
        return null;
    }

    /// <summary>Copies the file, and says what the fields say of it.</summary>
    /// <exception cref="ArtifactRefusedException">The body is not what it should be.</exception>
    public async Task<ArtifactDraft> ReadAsync(System.IO.Stream to, CancellationToken ct)
    {
        try
        {
            for (var count = 0; await parts.ReadNextSectionAsync(ct) is { } part; count++)
            {
                if (count == PartsMax) throw Wrong($"An upload has at most {PartsMax} parts.");
                await ReadPartAsync(part, to, ct);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or DecoderFallbackException
            || (broken is IOException and not BadHttpRequestException && !ct.IsCancellationRequested))
        {
            throw Wrong("The body is not whole, or no multipart/form-data.");
        }

        return hasFile ? Describe() : throw Wrong("An upload has a part with the name file.");
    }

    private async Task ReadPartAsync(MultipartSection part, System.IO.Stream to, CancellationToken ct)
    {
        if (part.GetContentDispositionHeader() is not { } disposition || !disposition.Name.HasValue)
            throw Wrong("Each part must have a name.");
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
        if (name != "file")
        {
            Keep(name, await ReadValueAsync(part.Body, ct));
            return;
        }

        if (hasFile) throw Wrong("An upload has one file.");
        hasFile = true;
        if (NameOf(disposition) is { } fileName) fields.TryAdd("name", fileName);
        if (part.ContentType is { Length: > 0 } type) fields.TryAdd("mime_type", type);
        await CopyAsync(part.Body, to, ct);
    }

    /// <summary>The last part of what the sender calls the file; some send a whole path.</summary>
    private static string? NameOf(ContentDispositionHeaderValue disposition)
    {
        var said = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        var name = HeaderUtilities.RemoveQuotes(said).ToString();
        name = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length > 0 ? name : null;
    }

    /// <summary>What a form says outright counts more than what came with the file.</summary>
    private void Keep(string name, string value)
    {
        if (name == "source_artifact_id") sources.AddRange(value.Split(',', StringSplitOptions.TrimEntries));
        else if (hasFile && name is "name" or "mime_type") fields[name] = value;
        else if (!fields.TryAdd(name, value)) throw Wrong($"{name} is said twice.");
    }

    private ArtifactDraft Describe()
    {
        var rev = Number("rev") ?? canvas.Head.Number;
        if (rev > canvas.Head.Number)
            throw new ArtifactRefusedException(Problems.RevUnknown.Because($"The head is {canvas.Head.Number}."));
        return new ArtifactDraft(
            fields.GetValueOrDefault("kind", ArtifactDraft.Upload), fields.GetValueOrDefault("mime_type", Bytes))
        {
            Name = fields.GetValueOrDefault("name"),
            Rev = rev,
            FromRev = Number("from_rev"),
            CorrelationId = fields.GetValueOrDefault("correlation_id") ?? fields.GetValueOrDefault("run_id"),
            Sources = [.. sources],
            Sha256 = fields.GetValueOrDefault("sha256"),
        };
    }

    private long? Number(string name) => !fields.TryGetValue(name, out var text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Wrong($"{name} must be a whole number from 0.");

    private static async Task CopyAsync(System.IO.Stream from, System.IO.Stream to, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            while (await from.ReadAsync(buffer, ct) is > 0 and var count)
                await to.WriteAsync(buffer.AsMemory(0, count), ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<string> ReadValueAsync(System.IO.Stream from, CancellationToken ct)
    {
        var buffer = new byte[ValueBytesMax + 1];
        var count = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return count <= ValueBytesMax
            ? StrictUtf8.GetString(buffer, 0, count)
            : throw Wrong($"A field has at most {ValueBytesMax} bytes.");
    }

    private static ArtifactRefusedException Wrong(string why) => new(Problems.InvalidRequest.Because(why));
}
