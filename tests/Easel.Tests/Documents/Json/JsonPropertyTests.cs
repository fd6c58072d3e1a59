using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Json;

/// <summary>What holds for every JSON text, on seeded random ones.</summary>
public class JsonPropertyTests
{
    private const int Seeds = 5_000;

    [Fact]
    public void GE1_Compacting_keeps_the_value_and_compacting_again_keeps_the_bytes()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var text = Utf8(RandomJson.Make(new Random(seed)).Spell(new Random(seed)));
            Assert.True(StrictJson.TryCompact(text, out var compact, out var fault), $"seed {seed}: {fault}");
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(compact.Span)), $"seed {seed}");
            Assert.True(StrictJson.TryCompact(compact, out var again, out _) && again.Equals(compact), $"seed {seed}");
        }
    }

    [Fact]
    public void OP3_All_spellings_of_a_value_have_one_canonical_form()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var value = RandomJson.Make(new Random(seed));
            var one = Canonical(Utf8(value.Spell(new Random(seed))));
            var other = Canonical(Utf8(value.Spell(new Random(~seed))));
            Assert.True(one.AsSpan().SequenceEqual(other), $"seed {seed}:\n{Text(one)}\n{Text(other)}");
        }
    }

    [Fact]
    public void OP3_The_canonical_form_is_compact_and_canonical_itself_and_has_the_same_value()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var text = Utf8(RandomJson.Make(new Random(seed)).Spell(new Random(seed)));
            var canonical = Canonical(text);
            Assert.True(StrictJson.TryCompact(canonical, out var compact, out _), $"seed {seed}");
            Assert.True(compact.Length == canonical.Length, $"seed {seed}");
            Assert.True(Canonical(canonical).AsSpan().SequenceEqual(canonical), $"seed {seed}");
            Assert.True(SameValue(JsonNode.Parse(text), JsonNode.Parse(canonical)), $"seed {seed}: {Text(canonical)}");
        }
    }

    [Fact]
    public void GE1_A_changed_byte_never_throws_and_what_is_accepted_can_be_made_canonical()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var text = Utf8(RandomJson.Make(random).Spell(random));
            var alphabet = "{}[],:\"\\u0d8eE+-.19 \n\0\u00ff"u8;
            text[random.Next(text.Length)] = alphabet[random.Next(alphabet.Length)];
            if (StrictJson.TryCompact(text, out var compact, out _)) Canonical(compact.ToArray());
        }
    }

    /// <summary>Unlike DeepEquals compares numbers as doubles: 0.10 is 1E-1.</summary>
    private static bool SameValue(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(m => SameValue(m.Value, b[m.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => SameValue(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) when a.TryGetValue(out double x) => b.TryGetValue(out double y) && x == y,
        _ => JsonNode.DeepEquals(one, other),
    };

    private static byte[] Canonical(byte[] json)
    {
        var to = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(json, to);
        return to.WrittenSpan.ToArray();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
