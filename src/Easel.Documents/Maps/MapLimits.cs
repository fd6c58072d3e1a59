namespace Easel.Documents.Maps;

/// <summary>The limits of maps. They are part of what a log means, so they are not settings.</summary>
public static class MapLimits
{
    /// <summary>Edits that can be undone. An older one is forgotten when the next is made.</summary>
    public const int HistoryMax = 100;

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
