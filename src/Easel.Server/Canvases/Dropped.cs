using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Canvases;

/// <summary>The list of what a rebase dropped (SPEC CM8).</summary>
internal static class Dropped
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<DroppedOp> dropped)
    {
        json.WriteStartArray("dropped"u8);
        foreach (var op in dropped)
        {
            json.WriteStartObject();
            json.WriteNumber("op_index"u8, op.OpIndex);
            json.WriteString("reason"u8, op.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
