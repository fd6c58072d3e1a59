using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>Why an edit, undo or redo of a map changed nothing.</summary>
/// <param name="Code">One of <see cref="MapEditCodes"/>; programs look at nothing else.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record MapEditError(string Code, string Message)
{
    private static readonly JsonShape Plain = JsonShape.Of("kind", "code", "message");

    /// <summary>With <c>stale-revision</c>: what the caller should have named.</summary>
    public long? CurrentRevision { get; init; }

    /// <summary>With <c>transaction-step-failed</c>: which command, counted from zero.</summary>
    public int? StepIndex { get; init; }

    /// <summary>With <c>transaction-step-failed</c>: what that command alone would have answered.</summary>
    public MapEditError? Cause { get; init; }

    /// <summary>The error as clients see it.</summary>
    public JsonRecord ToJson()
    {
        var json = JsonRecord.Of(
            Plain, JsonScalar.Of("map-edit-error"), JsonScalar.Of(Code), JsonScalar.Of(Message));
        if (CurrentRevision is { } revision) json = json.Set("currentRevision", JsonScalar.Of(revision));
        if (StepIndex is { } index) json = json.Set("stepIndex", JsonScalar.Of(index));
        return Cause is null ? json : json.Set("cause", Cause.ToJson());
    }

    internal static MapEditError InvalidJson(string message) => new(MapEditCodes.InvalidJson, message);

    internal static MapEditError NotFound(string message) => new(MapEditCodes.NotFound, message);

    internal static MapEditError UnsupportedTarget(string message) => new(MapEditCodes.UnsupportedTarget, message);
}

/// <summary>All codes of <see cref="MapEditError"/>.</summary>
public static class MapEditCodes
{
    public const string StaleRevision = "map-edit/stale-revision";
    public const string NoDocument = "map-edit/no-document";
    public const string InvalidJson = "map-edit/invalid-json";
    public const string NotFound = "map-edit/not-found";
    public const string NotAPortal = "map-edit/not-a-portal";
    public const string DoorAlreadyExists = "map-edit/door-already-exists";
    public const string SplitWallInvalidRequest = "map-edit/split-wall/invalid-request";
    public const string UnsupportedTarget = "map-edit/unsupported-target";
    public const string TransactionEmpty = "map-edit/transaction-empty";
    public const string TransactionTooLarge = "map-edit/transaction-too-large";
    public const string TransactionStepFailed = "map-edit/transaction-step-failed";

    /// <summary>Before one of <see cref="RoomFault"/>.</summary>
    public const string CreateRoom = "map-edit/create-room/";

    /// <summary>Before one of <see cref="RoomFault"/>.</summary>
    public const string StampRoom = "map-edit/stamp-room/";
}

/// <summary>What can be wrong with a room: the last parts of the codes of both room commands.</summary>
public static class RoomFault
{
    public const string InvalidRequest = "invalid-request";
    public const string InvalidSize = "invalid-size";
    public const string IntersectsWalls = "intersects-walls";
    public const string NotInsideAnySector = "not-inside-any-sector";
    public const string NoSnapTarget = "no-snap-target";
    public const string AdjacentTooFar = "adjacent-too-far";
    public const string NonCollinear = "non-collinear";
    public const string NotEnoughTextures = "not-enough-textures";
}
