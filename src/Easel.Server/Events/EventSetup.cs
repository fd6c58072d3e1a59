using Easel.Server.Wire;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Events;

/// <summary>The event log of a tenant.</summary>
internal static class EventSetup
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EventFeed>();
        services.AddSingleton<Checkpoints>();
        services.AddHostedService(all => all.GetRequiredService<Checkpoints>());
        services.AddSingleton<EventLog>();
        services.AddSingleton<StoreVerifier>();
        services.AddSingleton<HistoryVerification>();
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        var verification = routes.ServiceProvider.GetRequiredService<HistoryVerification>();
        object[] verified =
        [
            Answer<VerifiedHistory>(200, "application/x-ndjson"),
            .. Refuses(Problems.Unauthenticated, Problems.Forbidden),
        ];
        routes.MapGet("/verify/events", verification.VerifyAsync).OnAdminListener().WithTags("Operations").Describe(
            "Whether all history is what was committed, by the server's own checkpoints; one line of JSON each.",
            verified);
        routes.MapPost("/verify/events", verification.VerifyAsync).OnAdminListener().WithTags("Operations").Describe(
            "The same, by a copy of the checkpoints that was kept elsewhere: the body is that file.", verified);
        var log = routes.ServiceProvider.GetRequiredService<EventLog>();
        routes.MapGet("/events", log.GetAsync).OnEveryListener().WithTags("Events").Describe(
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
