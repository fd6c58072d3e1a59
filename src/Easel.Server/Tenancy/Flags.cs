using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents.Replays;
using Easel.Server.Gestures.Recording;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// The flags of a tenant as they count: its own go over those of <see cref="FirstTenants.System"/>, and these over the
/// defaults (SPEC TF2).
/// </summary>
internal sealed class Flags(
    IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> inherited, bool hasFixture)
    : IAnswer
{
    public bool Ws { get; } = IsOn(Flag.WsEnabled, own, inherited);

    public bool Sse { get; } = IsOn(Flag.SseEnabled, own, inherited);

    public bool ServerRebase { get; } = IsOn(Flag.ServerRebase, own, inherited);

    public bool ConflictFixture { get; } = hasFixture && IsOn(Flag.ConflictFixture, own, inherited);

    /// <summary>What replays are made of unless a request says otherwise; null where there are none.</summary>
    public ReplayMode? Replay { get; } = ValueOf(Flag.ReplayMode, own, inherited) switch
    {
        "keyframe" => ReplayMode.Keyframe,
        "stream" => ReplayMode.Full,
        _ => null,
    };

    public GestureLogging GestureLogging { get; } = ValueOf(Flag.GestureLogging, own, inherited) switch
    {
        "all" => GestureLogging.All,
        "keyframe" => GestureLogging.Keyframe,
        _ => GestureLogging.Off,
    };

    public bool AutoMode { get; } = IsOn(Flag.AutoMode, own, inherited);

    public Visibility Visibility { get; } = ValueOf(Flag.VisibilityMode, own, inherited) switch
    {
        "private" => Visibility.Private,
        "public" => Visibility.Public,
        _ => Visibility.Team,
    };

    int IAnswer.Status => 200;

    /// <summary>The values flat, and beside them where each comes from.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var flag in Flag.All)
        {
            var value = flag == Flag.ConflictFixture && !hasFixture ? "false" : ValueOf(flag, own, inherited);
            if (flag.IsOnOff) json.WriteBoolean(flag.Name, value == "true");
            else json.WriteString(flag.Name, value);
        }

        json.WriteStartObject("sources"u8);
        foreach (var flag in Flag.All)
        {
            var source = own.ContainsKey(flag.Name) ? "tenant"
                : inherited.ContainsKey(flag.Name) ? FirstTenants.System : "default";
            json.WriteString(flag.Name, source);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads the flags that a body wants to change; null is kept as "what is inherited".</summary>
    public static Refusal? TryRead(JsonElement body, out ImmutableSortedDictionary<string, string?> changes)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        changes = read.ToImmutable();
        if (body.ValueKind != JsonValueKind.Object) return Problems.InvalidRequest.Because("The body is no object.");
        foreach (var member in body.EnumerateObject())
        {
            var flag = Flag.All.FirstOrDefault(one => member.NameEquals(one.Name));
            if (flag is null) return Problems.InvalidRequest.Because($"There is no flag {member.Name}.");
            var value = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.True or JsonValueKind.False when flag.IsOnOff => member.Value.GetRawText(),
                JsonValueKind.String when !flag.IsOnOff => member.Value.GetString(),
                _ => "",
            };
            if (value is not null && !flag.Values.Contains(value))
                return Problems.InvalidRequest.Because(
                    $"{flag.Name} is one of {string.Join(", ", flag.Values)}, or null for what is inherited.");
            read[flag.Name] = value;
        }

        changes = read.ToImmutable();
        return null;
    }

    private static bool IsOn(
        Flag flag, IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> inherited) =>
        ValueOf(flag, own, inherited) == "true";

    private static string ValueOf(
        Flag flag, IReadOnlyDictionary<string, string> own, IReadOnlyDictionary<string, string> inherited) =>
        own.GetValueOrDefault(flag.Name) ?? inherited.GetValueOrDefault(flag.Name) ?? flag.Default;
}

/// <summary>Who sees the presence and the gestures of others.</summary>
internal enum Visibility
{
    /// <summary>Nobody.</summary>
    Private,

    /// <summary>Who edits sees both; viewers see who is there.</summary>
    Team,

    /// <summary>All see both.</summary>
    Public,
}
