using Easel.Documents.Json.Trees;

namespace Easel.Documents.Maps.Commands;

/// <summary>Makes lights and entities; their lists too, if the map has none yet.</summary>
internal static class CreateEntry
{
    private static readonly JsonShape NewLight = JsonShape.Of("x", "y", "radius", "intensity", "color");
    private static readonly JsonShape NewEntity = JsonShape.Of("x", "y", "def", "yaw_deg");
    private static readonly JsonScalar Radius = JsonScalar.Of(8);
    private static readonly JsonScalar Intensity = JsonScalar.Of(1);
    private static readonly JsonScalar Color = JsonScalar.Of("#ffffff");

    public static MapOutcome Light(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Point(command, "at", out var at) is { } nowhere) return nowhere;
        if (MapLists.Allow(map, "lights", out var lights) is { } noList) return noList;
        var light = JsonRecord.Of(NewLight, JsonScalar.Of(at.X), JsonScalar.Of(at.Y), Radius, Intensity, Color);
        return MapChange.Selecting(
            MapRef.To(MapRefKind.Light, lights.Count), map.Set("lights", lights.Append(light)));
    }

    public static MapOutcome Entity(JsonRecord map, JsonRecord command)
    {
        if (Arguments.Point(command, "at", out var at) is { } nowhere) return nowhere;
        if (Arguments.Name(command, "def", out var def) is { } noDef) return noDef;
        var yaw = 0d;
        if (!command["yawDeg"].IsAbsentOrNull && !command["yawDeg"].IsFinite(out yaw))
            return MapEditError.InvalidJson("yawDeg must be a finite number.");
        if (MapLists.Allow(map, "entities", out var entities) is { } noList) return noList;
        var entity = JsonRecord.Of(
            NewEntity, JsonScalar.Of(at.X), JsonScalar.Of(at.Y), JsonScalar.Of(def), JsonScalar.Of(yaw));
        return MapChange.Selecting(
            MapRef.To(MapRefKind.Entity, entities.Count), map.Set("entities", entities.Append(entity)));
    }
}
