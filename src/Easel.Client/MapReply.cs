using System.Text.Json;

namespace Easel.Client;

/// <summary>A map at one revision.</summary>
/// <param name="MapId">Its name for requests and streams.</param>
/// <param name="FilePath">Its file, in the folder that the server serves.</param>
/// <param name="Revision">What the next edit has to be made on.</param>
/// <param name="IsDirty">Whether the file holds something else.</param>
/// <param name="Content">What it held when it was read whole.</param>
public sealed record MapSnapshot(string MapId, string FilePath, long Revision, bool IsDirty, JsonElement Content)
{
    internal static MapSnapshot Read(JsonElement map) => new(
        map.GetProperty("mapId").GetString()!, map.GetProperty("filePath").GetString()!,
        map.GetProperty("revision").GetInt64(), map.GetProperty("dirty").GetBoolean(), map.GetProperty("json").Clone());
}

/// <summary>What a request for a map was answered.</summary>
/// <param name="IsOk">Whether it was done.</param>
/// <param name="Code">Why it was not, for example <c>map-edit/stale-revision</c>; null if it was done.</param>
/// <param name="Message">The same for people.</param>
/// <param name="Value">The value; of a refusal, the whole error.</param>
public sealed record MapReply(bool IsOk, string? Code, string? Message, JsonElement Value)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private int Status { get; init; }

    internal static MapReply Read(HttpAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body, Deep);
            var root = document.RootElement;
            if (root.GetProperty("ok").GetBoolean())
                return new MapReply(true, null, null, root.GetProperty("value").Clone());
            var error = root.GetProperty("error").Clone();
            return new MapReply(false, error.GetProperty("code").GetString(), error.TextOrNull("message"), error)
            {
                Status = answer.Status,
            };
        }
        catch (Exception other) when (other is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw answer.ToException(); // Something between here and the server.
        }
    }

    internal EaselException ToException() =>
        new(Code ?? EaselCodes.UnexpectedAnswer, Message ?? "The server refused.", Status);
}
