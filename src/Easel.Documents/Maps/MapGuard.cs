using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps;

/// <summary>What can be asked of a map that must not be decided on an old view of it.</summary>
public enum MapAction
{
    /// <summary>Apply a command.</summary>
    Edit,

    /// <summary>Take edits back.</summary>
    Undo,

    /// <summary>Make edits again.</summary>
    Redo,
}

/// <summary>
/// The door to a map. In this order: the request has the right shape, a map is open, the request names its revision,
/// there is such a command; only then are engine and history looked at (SPEC MP4).
/// </summary>
public static class MapGuard
{
    /// <summary>Decides a request on a state. Nothing is changed: the op still has to be committed.</summary>
    /// <param name="state">The map.</param>
    /// <param name="action">What is asked.</param>
    /// <param name="request">The request as the client sent it; null if it sent none.</param>
    public static MapDecision Decide(MapState state, MapAction action, JsonTree? request)
    {
        if (state.Current is null) return new MapDecision.Refused(Absent(action, request));
        if (FindFault(action, request) is { } fault) return new MapDecision.Refused(fault);
        var body = (JsonRecord)request!;
        if (body["baseRevision"].Number != state.Revision)
            return new MapDecision.Refused(Stale(body["baseRevision"].Number, state.Revision));
        var op = OpOf(action, body);
        if (op is MapOp.Edited { Command: var command } && !MapEngine.Knows(command["kind"].Text))
            return Refuse(MapEditCodes.UnsupportedTarget, "There is no such command.");

        var selected = MapRef.Read((body["selection"] as JsonRecord)?["ref"]);
        return MapFold.Apply(state, op, out var error) is { } after
            ? new MapDecision.Accepted(op, MapReply.Of(op, after, selected))
            : new MapDecision.Refused(error!);
    }

    /// <summary>The answer to a request while no map is open.</summary>
    public static MapEditError Absent(MapAction action, JsonTree? request) =>
        FindFault(action, request) ?? new MapEditError(MapEditCodes.NoDocument, "No map is open.");

    /// <summary>The answer to a request that was overtaken between decision and commit.</summary>
    public static MapEditError Stale(double baseRevision, long currentRevision) => new(
        MapEditCodes.StaleRevision,
        $"The request was made on revision {baseRevision}; the map is at revision {currentRevision}.")
    {
        CurrentRevision = currentRevision,
    };

    private static MapEditError? FindFault(MapAction action, JsonTree? request)
    {
        if (request is not JsonRecord body) return MapEditError.InvalidJson("The request must be a JSON object.");
        if (!body["baseRevision"].IsFinite(out _))
            return MapEditError.InvalidJson("baseRevision must be a finite number.");
        if (action == MapAction.Edit)
            return body["command"] is JsonRecord ? null : MapEditError.InvalidJson("command must be a JSON object.");
        var isCount = body["steps"].IsAbsentOrNull || !double.IsNaN(body["steps"].Number);
        return isCount ? null : MapEditError.InvalidJson("steps must be a number.");
    }

    private static MapOp OpOf(MapAction action, JsonRecord body) => action switch
    {
        MapAction.Edit => new MapOp.Edited((JsonRecord)body["command"]!),
        MapAction.Undo => new MapOp.Undone(StepsOf(body["steps"])),
        _ => new MapOp.Redone(StepsOf(body["steps"])),
    };

    /// <summary>
    /// Whole steps, at least one. More than any history has are refused as such, so the largest integer will do.
    /// </summary>
    private static long StepsOf(JsonTree? steps) =>
        steps.IsFinite(out var number) && number >= 1 ? (long)Math.Min(number, int.MaxValue) : 1;

    private static MapDecision Refuse(string code, string message) =>
        new MapDecision.Refused(new MapEditError(code, message));
}

/// <summary>What becomes of a request.</summary>
public abstract record MapDecision
{
    private MapDecision()
    {
    }

    /// <summary>Commit <paramref name="Op"/> and, when it is committed, answer <paramref name="Reply"/>.</summary>
    public sealed record Accepted(MapOp Op, MapReply Reply) : MapDecision;

    /// <summary>Nothing is to be committed.</summary>
    public sealed record Refused(MapEditError Error) : MapDecision;
}
