using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Easel.Server.Wire;

/// <summary>An answer that the serializer writes.</summary>
internal static class JsonAnswer
{
    public static IAnswer Of<T>(T value, JsonTypeInfo<T> type, int status = 200) => new Written<T>(value, type, status);

    private sealed record Written<T>(T Value, JsonTypeInfo<T> Type, int Status) : IAnswer
    {
        public void WriteTo(Utf8JsonWriter json) => JsonSerializer.Serialize(json, Value, Type);
    }
}
