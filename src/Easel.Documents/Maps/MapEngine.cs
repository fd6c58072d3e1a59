using Easel.Documents.Json.Trees;
using Easel.Documents.Maps.Commands;

namespace Easel.Documents.Maps;

/// <summary>
/// What map commands mean. Pure: the same map and command give the same bytes on any machine. A command that is refused
/// changes nothing, and the checks run in the order in which MAPS names them, so that the first that fails is the same
/// for everyone.
/// </summary>
public static class MapEngine
{
    private const string Prefix = "map-edit/";

    // What every edit copies of lists: a leaf or two and the way to them.
    private const long PathMemory = 2 << 10;

    // The history keeps commands; a byte of JSON can take this much when it is read.
    private const long MemoryOfByte = 16;

    /// <summary>Whether there is a command of this name.</summary>
    public static bool Knows(string? kind) => kind == Prefix + "transaction" || Find(kind) is not null;

    /// <summary>Applies one command, a transaction or another, to a map.</summary>
    public static MapOutcome Apply(JsonTree content, JsonTree? command)
    {
        if (content is not JsonRecord map) return MapEditError.InvalidJson("The map is not a JSON object.");
        var outcome = command is JsonRecord one && one["kind"].Text == Prefix + "transaction"
            ? Transaction.Apply(map, one)
            : ApplyOne(map, command);
        if (outcome.Change is not { } change) return outcome;
        return change.Map.Size > Math.Max(map.Size, MapLimits.ContentBytesMax)
            ? MapEditError.InvalidJson($"The map would be larger than {MapLimits.ContentBytesMax} bytes.")
            : change with { Memory = change.Memory + (MemoryOfByte * command!.Size) };
    }

    /// <summary>Applies one of the 13 atomic commands.</summary>
    internal static MapOutcome ApplyOne(JsonRecord map, JsonTree? command)
    {
        if (command is not JsonRecord one) return MapEditError.InvalidJson("A command must be a JSON object.");
        if (Find(one["kind"].Text) is not { } apply)
            return MapEditError.UnsupportedTarget("There is no such command.");
        var outcome = apply(map, one);
        return outcome.Change is { } change
            ? change with
            {
                Shifts = change.Shifts.IsEmpty ? MapShift.Appended(map, change.Map) : change.Shifts,
                Memory = change.Memory + PathMemory + change.Map.Memory,
            }
            : outcome;
    }

    private static Func<JsonRecord, JsonRecord, MapOutcome>? Find(string? kind) => kind switch
    {
        Prefix + "delete" => DeleteEntry.Apply,
        Prefix + "clone" => CloneEntry.Apply,
        Prefix + "split-wall" => SplitWall.Apply,
        Prefix + "create-light" => CreateEntry.Light,
        Prefix + "create-entity" => CreateEntry.Entity,
        Prefix + "create-door" => CreateDoor.Apply,
        Prefix + "create-room" => CreateRoom.Apply,
        Prefix + "stamp-room" => StampRoom.Apply,
        Prefix + "set-sector-wall-tex" => SetSectorWallTexture.Apply,
        Prefix + "set-player-start" => SetPlayerStart.Apply,
        Prefix + "update-fields" => UpdateFields.Apply,
        Prefix + "move-entity" => (map, command) => MoveEntry.Apply(map, command, MapRefKind.Entity),
        Prefix + "move-light" => (map, command) => MoveEntry.Apply(map, command, MapRefKind.Light),
        _ => null,
    };
}
