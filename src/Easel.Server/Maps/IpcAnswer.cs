using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>
/// What a channel answers (SPEC MP1): <c>{"ok":true,"value":...}</c>, or <c>{"ok":false,"error":{kind, code, message,
/// ...}}</c> with the status of the error. A refusal that other routes answer as a problem is an error of the kind
/// <c>request-error</c> here.
/// </summary>
internal sealed record IpcAnswer(int Status, JsonRecord Body)
{
    private static readonly JsonShape Good = JsonShape.Of("ok", "value");
    private static readonly JsonShape Bad = JsonShape.Of("ok", "error");
    private static readonly JsonShape Error = JsonShape.Of("kind", "code", "message");
    private static readonly JsonShape RefusedError = JsonShape.Of("kind", "code", "message", "status");

    public bool IsOk => Status < 400;

    public static IpcAnswer Ok(JsonTree value) => new(200, JsonRecord.Of(Good, JsonScalar.True, value));

    public static IpcAnswer Nothing { get; } = Ok(JsonScalar.Null);

    public static IpcAnswer Fail(
        int status, string kind, string code, string message, string? name = null, JsonTree? more = null)
    {
        var error = JsonRecord.Of(Error, JsonScalar.Of(kind), JsonScalar.Of(code), JsonScalar.Of(message));
        if (name is not null) error = error.Set(name, more!);
        return new IpcAnswer(status, JsonRecord.Of(Bad, JsonScalar.False, error));
    }

    public static IpcAnswer Fail(MapEditError error) => new(
        error.Code switch
        {
            MapEditCodes.StaleRevision => 409,
            MapEditCodes.NoDocument => 404,
            _ => 422,
        },
        JsonRecord.Of(Bad, JsonScalar.False, error.ToJson()));

    /// <summary>An error of files: <c>map-io/...</c>.</summary>
    public static IpcAnswer Io(int status, string code, string message, params string[] choices) => choices.Length == 0
        ? Fail(status, "map-io-error", "map-io/" + code, message)
        : Fail(status, "map-io-error", "map-io/" + code, message, "choices",
            JsonList.Of([.. choices.Select(choice => (JsonTree)JsonScalar.Of(choice))]));

    public static IpcAnswer NoDocument { get; } = Io(404, "no-document", "No map is open.");

    /// <summary>The caller has opened several maps, so a change must say which one it means.</summary>
    public static IpcAnswer MapIdRequired { get; } = Io(
        422, "map-id-required", "You have opened several maps: send the mapId of the one that this is for.");

    public static IpcAnswer Refuse(Refusal refusal) => new(refusal.Status, JsonRecord.Of(
        Bad, JsonScalar.False, JsonRecord.Of(
            RefusedError, JsonScalar.Of("request-error"), JsonScalar.Of(refusal.Problem.Code),
            JsonScalar.Of(refusal.Detail), JsonScalar.Of(refusal.Status))));

    /// <summary>Why the kernel did not commit.</summary>
    public static IpcAnswer Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Withdrawn => Refuse(
            Problems.Forbidden.Because("The right to edit ended while the request waited.")),
        EditOutcome.Rejected(_, var reason) => Fail(MapEditError(reason)),
        EditOutcome.Stale or EditOutcome.NothingLeft =>
            Refuse(Problems.Overloaded.Because("The map is being changed again and again.")),
        _ => Refuse(Unavailability.Explain(outcome)),
    };

    private static MapEditError MapEditError(string reason) => new(MapEditCodes.InvalidJson, reason);

    public Task WriteAsync(HttpResponse response)
    {
        if (Status is 429 or 503) response.Headers.RetryAfter = "1";
        if (Status == 401) response.Headers.WWWAuthenticate = "Bearer realm=\"easel\"";
        response.Write(Status, Answers.Json, Body.ToJson().Span);
        return Task.CompletedTask;
    }
}

/// <summary>Looking into a request of a channel; what is not there or null is absent.</summary>
internal static class IpcRequest
{
    private static readonly string[] Texts = ["mapId", "mapPath", "unsaved"];
    private static readonly string[] Choices = ["save", "dont-save", "cancel"];

    extension(JsonTree? request)
    {
        /// <summary>
        /// What is wrong with members that several channels have. To take one of another type as absent would be to do
        /// something else than what was asked.
        /// </summary>
        public string? FindFault()
        {
            if (request is null or JsonScalar { IsNull: true }) return null;
            if (request is not JsonRecord record) return "The request must be a JSON object.";
            foreach (var name in Texts)
            {
                if (record[name] is not (null or JsonScalar { IsNull: true } or JsonScalar { Text: not null }))
                    return $"{name} must be a string.";
            }

            if (record["overwrite"] is not (null or JsonScalar { IsNull: true } or JsonScalar { IsBoolean: true }))
                return "overwrite must be true or false.";
            return record.TextOf("unsaved") is { } choice && !Choices.Contains(choice)
                ? $"unsaved must be one of {string.Join(", ", Choices)}."
                : null;
        }

        public string? TextOf(string name) => ((request as JsonRecord)?[name] as JsonScalar)?.Text;

        public bool IsTrue(string name) => (request as JsonRecord)?[name] is JsonScalar { IsTrue: true };
    }
}
