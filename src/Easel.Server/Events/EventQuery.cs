using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Events;

/// <summary>Which events are asked for.</summary>
/// <param name="After">Only later ones than this number.</param>
/// <param name="Limit">At most this many; null for the default of a page, or all of a stream.</param>
/// <param name="Env">Only those of this environment, and those of the whole tenant; null for all.</param>
internal sealed record EventQuery(
    string Tenant, long After, int? Limit, string? CanvasId, string? Type, string? Env, bool IsStream, bool WithProof)
{
    /// <summary>The environment of documents that are the tenant's, not of one environment.</summary>
    private const string AllEnvs = "all";

    private const string Lines = "application/x-ndjson";

    public static Refusal? TryRead(HttpContext http, RequestContext context, out EventQuery query)
    {
        var request = http.Request;
        var refusal = request.TryReadNumber("limit", out var limit);
        refusal = request.TryReadNumber("after", out var after) ?? refusal;
        var named = context.Named;
        var isStream = request.Query["format"] == "jsonl"
            || request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase);
        query = new EventQuery(
            context.Tenant, after ?? 0, limit is { } most ? (int)Math.Min(most, int.MaxValue) : null,
            named[ContextKey.Canvas],
            request.Query.TryGetValue("type", out var type) ? type.ToString() : null, named[ContextKey.Env], isStream,
            request.Query["proof"] == "1");
        return refusal;
    }

    /// <summary>What can be said before a commit is read. Control documents may be about any canvas.</summary>
    public bool MayBe(DocumentKey document) =>
        (Env is null || document.Env == Env || document.Env == AllEnvs)
        && (CanvasId is null || document.Kind == TenantEvent.ControlKind
            || (document.Kind is TenantEvent.CanvasKind or TenantEvent.ArtifactsKind or TenantEvent.RunsKind
                && document.Id == CanvasId));

    public bool Is(ReadEvent one) =>
        (Type is null || Type == one.Type) && (CanvasId is null || CanvasId == one.CanvasId);
}
