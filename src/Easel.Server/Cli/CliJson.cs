using System.Text.Json.Serialization;

namespace Easel.Server.Cli;

/// <summary>What commands write with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImportReport))]
internal sealed partial class CliJson : JsonSerializerContext;
