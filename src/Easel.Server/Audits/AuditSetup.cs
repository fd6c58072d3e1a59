using Easel.Server.Wire;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Audits;

/// <summary>Audits and their routes.</summary>
internal static class AuditSetup
{
    private const string Audits = "/canvas/{canvas_id}/audits";

    private static readonly object[] Reading = Refuses(
        Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch, Problems.NotFound);

    public static void AddAudits(this IServiceCollection services)
    {
        services.AddSingleton<Auditor>();
        services.AddSingleton<AuditEndpoints>();
    }

    public static void MapAudits(this IEndpointRouteBuilder all)
    {
        var endpoints = all.ServiceProvider.GetRequiredService<AuditEndpoints>();
        var canvas = Path("canvas_id", "The canvas.");
        var routes = all.MapGroup("").WithTags("Audits");
        routes.MapPost(Audits, Answers.Answering(endpoints.RunAsync)).Describe(
            "Looks for what is wrong with a canvas, and keeps the report as an artifact.",
            [canvas, Body<AuditRequest>(), Answer<AuditReport>(201), .. Reading,
                .. Refuses(
                    Problems.Forbidden, Problems.RevUnknown, Problems.CanvasFrozen, Problems.RateLimited,
                    Problems.OutcomeUnknown)]);
        routes.MapGet(Audits, Answers.Answering(endpoints.ListAsync)).Describe(
            "Lists the audits of a canvas, the newest first.",
            [canvas, Query("cursor", "The next of the page before."),
                Query("limit", "At most this many, up to 500.", JsonSchemaType.Integer), Answer<AuditPage>(),
                .. Reading]);
        routes.MapGet($"{Audits}/{{audit_id}}", Answers.Answering(endpoints.GetAsync)).Describe(
            "A whole audit.", [canvas, Path("audit_id", "The audit."), Answer<AuditReport>(), .. Reading]);
        routes.MapGet("/audit-rulesets", Answers.Answering(endpoints.ListRuleSetsAsync)).Describe(
            "The rule sets with their rules and thresholds.",
            [Answer<RuleSetList>(), .. Refuses(Problems.Unauthenticated, Problems.TenantMismatch)]);
    }
}
