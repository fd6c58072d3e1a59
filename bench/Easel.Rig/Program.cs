using System.Text.Json;
using System.Text.Json.Serialization;
using Easel.Rig;

// What Kestrel costs without a product behind it: the bound that Easel is compared with, never a competitor. No token
// is checked, nothing is validated, no key is remembered and no state is kept.
//   dotnet Easel.Rig.dll PORT [LOGFILE]
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls($"http://127.0.0.1:{args[0]}");
builder.Services.ConfigureHttpJsonOptions(
    json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, RigJson.Default));
var app = builder.Build();
app.MapGet("/health/live", () => "live");

// POST, answer.
app.MapPost("/echo/{id}", (string id, Command command) => new Answer(true, command.BaseRev + 1));

// POST, append to a log, sync (together with whatever else waits), tell those who listen, answer.
if (args.Length > 1)
{
    var streams = new NaiveStreams();
    var log = new GroupCommitLog(args[1], streams);
    app.MapGet("/sse/canvas/{id}", streams.ServeAsync);
    app.MapPost("/canvas/{id}/commands", async (string id, Command command) =>
        new Answer(true, await log.AppendAsync(id, command)));
}

app.Run();

namespace Easel.Rig
{
    internal sealed record Command(
        [property: JsonPropertyName("base_rev")] long BaseRev, [property: JsonPropertyName("ops")] JsonElement Ops,
        [property: JsonPropertyName("actor_id")] string? ActorId);

    internal sealed record Answer(
        [property: JsonPropertyName("success")] bool Success, [property: JsonPropertyName("head_rev")] long HeadRev);

    internal sealed record Commit(
        [property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("rev")] long Rev,
        [property: JsonPropertyName("ops")] JsonElement Ops, [property: JsonPropertyName("actor_id")] string? ActorId);

    [JsonSerializable(typeof(Command))]
    [JsonSerializable(typeof(Answer))]
    [JsonSerializable(typeof(Commit))]
    [JsonSerializable(typeof(string))]
    internal sealed partial class RigJson : JsonSerializerContext;
}
