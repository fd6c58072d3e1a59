namespace Easel.Documents.Maps;

/// <summary>The limits of maps. They are part of what a log means, so they are not settings.</summary>
public static class MapLimits
{
    /// <summary>Edits that can be undone. An older one is forgotten when the next is made.</summary>
    public const int HistoryMax = 100;

    /// <summary>
    /// About how many bytes of memory those edits may keep, by <see cref="MapChange.Memory"/>. Beyond it the oldest are
    /// forgotten; the newest always stays.
    /// </summary>
    public const long HistoryMemoryMax = 32 << 20;

    /// <summary>
    /// The same for the commands of one transaction, each of which may change every wall of a map.
    /// </summary>
    public const long TransactionMemoryMax = 64 << 20;

    /// <summary>Commands in one transaction.</summary>
    public const int TransactionCommandsMax = 100;

    /// <summary>Bytes of a map without white space; an edit that would make a larger one does not fit.</summary>
    public const long ContentBytesMax = 10 << 20;

    /// <summary>Arrays and records inside one another, in a map and in a command.</summary>
    public const int DepthMax = Json.StrictJson.DepthMax;

    /// <summary>Members that one <c>update-fields</c> may set or unset.</summary>
    public const int FieldsMax = 256;

    /// <summary>Corners of a stamped room.</summary>
    public const int CornersMax = 512;
}
