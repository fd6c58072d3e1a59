using Easel.Server.Wire;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Events;

/// <summary>The event log of a tenant.</summary>
internal static class EventSetup
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventFeed>();
        services.AddSingleton<EventLog>();
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var log = routes.ServiceProvider.GetRequiredService<EventLog>();
        routes.MapGet("/events", log.GetAsync).WithTags("Events").Describe(
            "What happened in the tenant, in order: metadata of every commit, never what people wrote.",
            [Query("after", "Only later ones than this number.", JsonSchemaType.Integer),
                Query("limit", "At most this many, up to 1,000 in a page.", JsonSchemaType.Integer),
                Query("canvas_id", "Only those of this canvas or about it."),
                Query("type", "Only those of this type."),
                Query("env", "Only those of this environment and of the tenant itself. Default: all."),
                Query("format", "jsonl streams all that follow, one a line; so does Accept: application/x-ndjson."),
                Query("proof", "1 adds each commit without its ops, by which its hash can be computed again."),
                Answer<EventPage>(),
                .. Refuses(Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden,
                    Problems.TenantMismatch, Problems.StorageFailed)]);
    }
}
