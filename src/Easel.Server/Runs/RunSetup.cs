using Easel.Documents;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Runs;

/// <summary>Runs, and what is made of them.</summary>
internal static class RunSetup
{
    private const string Route = "/canvas/{canvas_id}/runs";

    private static readonly object[] Reading =
    [
        Path("canvas_id", "The canvas."), .. Refuses(
            Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch, Problems.NotFound),
    ];

    public static void AddRuns(this IServiceCollection services)
    {
        services.AddOptions<RunOptions>().BindConfiguration(RunOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RunModel>();
        services.AddSingleton(all => new RunDocuments(
            all.GetRequiredService<RunModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, []));
        services.AddSingleton<RunRecords>();
        services.AddSingleton<RunMarks>();
        services.AddSingleton<RunEnd>();
        services.AddSingleton<RunFollower>();
        services.AddHostedService(all => all.GetRequiredService<RunFollower>());
        services.AddSingleton<RunEndpoints>();
    }

    public static void MapRuns(this IEndpointRouteBuilder all)
    {
        var endpoints = all.ServiceProvider.GetRequiredService<RunEndpoints>();
        var routes = all.MapGroup("").WithTags("Artifacts");
        var runId = Path("run_id", "The run, as the intent of its commits names it.");
        routes.MapGet(Route, Answers.Answering(endpoints.ListAsync)).Describe(
            "The runs of a canvas, the newest first.",
            [Query("cursor", "The next of the page before."),
                Query("limit", "At most this many, up to 1,000.", JsonSchemaType.Integer), Answer<RunPage>(),
                .. Reading]);
        routes.MapGet($"{Route}/{{run_id}}", Answers.Answering(endpoints.GetAsync)).Describe(
            "One run.", [runId, Answer<RunAnswer>(), .. Reading]);
        routes.MapPost($"{Route}/{{run_id}}/end", Answers.Answering(endpoints.EndAsync)).Describe(
            "Ends a run now, and makes what auto_mode makes of it.",
            [runId, Answer<RunAnswer>(), .. Reading, .. Refuses(
                Problems.Forbidden, Problems.CanvasFrozen, Problems.RateLimited)]);
    }
}
