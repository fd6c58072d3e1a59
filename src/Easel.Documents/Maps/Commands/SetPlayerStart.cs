using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Says where the player starts; what was said before is forgotten whole.</summary>
internal static class SetPlayerStart
{
    private static readonly JsonShape Start = JsonShape.Of("x", "y", "angle_deg");

    public static MapOutcome Apply(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Point(command, "playerStart", out var at) is { } nowhere) return nowhere;
        if (!((JsonRecord)command["playerStart"]!)["angleDeg"].IsFinite(out var angle))
            return MapEditError.InvalidJson("angleDeg must be a finite number.");
        var start = JsonRecord.Of(Start, JsonScalar.Of(at.X), JsonScalar.Of(at.Y), JsonScalar.Of(angle));
        return MapChange.Keeping(map.Set("player_start", start));
    }
}
