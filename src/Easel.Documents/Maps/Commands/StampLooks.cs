using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Geometry;

namespace Easel.Documents.Maps.Commands;

/// <summary>Reads what walls and sectors of a room look like.</summary>
internal static class StampLooks
{
    private static readonly JsonShape NewSector =
        JsonShape.Of("id", "floor_z", "ceil_z", "floor_tex", "ceil_tex", "light");

    /// <summary>The members of a new sector.</summary>
    public static MapEditError? FindSector(
        JsonRecord request, string floorTexture, string ceilingTexture, RoomCodes codes, out JsonRecord sector)
    {
        sector = JsonRecord.Empty;
        if (!request["floorZ"].IsFinite(out var floor) || !request["ceilZ"].IsFinite(out var ceiling)
            || !request["light"].IsFinite(out var light) || ceiling <= floor)
            return codes.InvalidRequest("floorZ, ceilZ and light must be finite numbers, ceilZ above floorZ.");
        sector = JsonRecord.Of(
            NewSector, JsonScalar.Null, JsonScalar.Of(floor), JsonScalar.Of(ceiling),
            JsonScalar.Of(floorTexture), JsonScalar.Of(ceilingTexture), JsonScalar.Of(light));
        return null;
    }

    /// <summary>The members of a wall along a stamped edge.</summary>
    public static MapEditError? FindWall(JsonTree item, RoomCodes codes, out JsonRecord wall)
    {
        wall = JsonRecord.Empty;
        if (item is not JsonRecord props) return MapEditError.InvalidJson("wallProps must hold JSON objects.");
        if (!AreWellTyped(props))
            return codes.InvalidRequest("A wall needs tex, endLevel, toggleSector and toggleSectorOneshot.");

        // A blank texture may be asked for. It is kept as none, which later rooms are not refused for.
        var texture = props["tex"].Text!;
        wall = Room.LooksOf(Arguments.IsBlank(texture) ? "" : texture);
        if (IsTrue(props["endLevel"])) wall = wall.Set("end_level", JsonScalar.True);
        if (IsTrue(props["toggleSector"])) wall = wall.Set("toggle_sector", JsonScalar.True);
        if (props["toggleSectorId"].IsInteger(out var id)) wall = wall.Set("toggle_sector_id", JsonScalar.Of(id));
        if (IsTrue(props["toggleSectorOneshot"])) wall = wall.Set("toggle_sector_oneshot", JsonScalar.True);
        wall = WithSound(wall, "toggle_sound", props["toggleSound"]);
        wall = WithSound(wall, "toggle_sound_finish", props["toggleSoundFinish"]);
        return null;
    }

    private static bool AreWellTyped(JsonRecord props) =>
        props["tex"].Text is not null
        && IsBoolean(props["endLevel"]) && IsBoolean(props["toggleSector"]) && IsBoolean(props["toggleSectorOneshot"])
        && (props["toggleSectorId"].IsAbsentOrNull || props["toggleSectorId"].IsInteger(out _))
        && IsTextOrNone(props["toggleSound"]) && IsTextOrNone(props["toggleSoundFinish"]);

    private static JsonRecord WithSound(JsonRecord wall, string name, JsonTree? sound) =>
        sound.Text is { } text && !Arguments.IsBlank(text)
            ? wall.Set(name, JsonScalar.Of(Arguments.Trim(text)))
            : wall;

    private static bool IsBoolean(JsonTree? value) => value is JsonScalar { IsBoolean: true };

    private static bool IsTrue(JsonTree? value) => value is JsonScalar { IsTrue: true };

    private static bool IsTextOrNone(JsonTree? value) => value.IsAbsentOrNull || value.Text is not null;
}
