using Easel.Documents;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Artifacts;

/// <summary>What canvases produce.</summary>
internal static class ArtifactSetup
{
    private static readonly object Id = Path("artifact_id", "The artifact.");

    private static readonly object[] Reading = Refuses(
        Problems.InvalidRequest, Problems.Unauthenticated, Problems.TenantMismatch, Problems.NotFound);

    public static void AddArtifacts(this IServiceCollection services)
    {
        services.AddOptions<ArtifactOptions>().BindConfiguration(ArtifactOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(OpenStore);
        services.AddSingleton<ArtifactModel>();
        services.AddSingleton(all => new ArtifactDocuments(
            all.GetRequiredService<ArtifactModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, []));
        services.AddSingleton<ArtifactRegistries>();
        services.AddSingleton<ArtifactIndices>();
        services.AddSingleton<ArtifactNews>();
        services.AddSingleton<DamagedArtifacts>();
        services.AddSingleton<ArtifactLibrary>();
        services.AddSingleton<ArtifactErasure>();
        services.AddSingleton<ArtifactVerifier>();
        services.AddSingleton<ArtifactSweep>();
        services.AddHostedService(all => all.GetRequiredService<ArtifactSweep>());
        services.AddSingleton<ArtifactAccess>();
        services.AddSingleton<ArtifactEndpoints>();
        services.AddSingleton<ArtifactContents>();
        services.AddSingleton<ArtifactLineage>();
    }

    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var artifacts = routes.MapGroup("").WithTags("Artifacts");
        MapOfCanvas(artifacts, services.GetRequiredService<ArtifactEndpoints>());
        MapOne(artifacts, services.GetRequiredService<ArtifactEndpoints>());
        var lineage = services.GetRequiredService<ArtifactLineage>();
        artifacts.MapGet("/artifacts/{artifact_id}/lineage", Answers.Answering(lineage.GetAsync)).Describe(
            "What an artifact was made from, and what was made from it.", [Id, Answer<LineageAnswer>(), .. Reading]);
        var contents = services.GetRequiredService<ArtifactContents>();
        artifacts.MapGet("/artifacts/{artifact_id}/content", contents.GetAsync).Describe(
            "The content of an artifact, whole or a range of it.",
            [Id, Header("Range", "The bytes, one range."), Header("If-Range", "The ETag that the range is of."),
                Header("If-None-Match", "ETags that are known already."),
                Answer<string>(200, "application/octet-stream"), .. Reading,
                .. Refuses(Problems.ArtifactDeleted, Problems.RangeUnknown, Problems.ArtifactDamaged)]);
    }

    private static IBlobStore OpenStore(IServiceProvider all)
    {
        var s3 = all.GetRequiredService<IOptions<ArtifactOptions>>().Value.S3;
        if (s3.Bucket is not null) return new S3Blobs(s3, all.GetRequiredService<TimeProvider>());
        var data = System.IO.Path.GetFullPath(all.GetRequiredService<ServerSettings>().Data);
        return new FolderBlobs(System.IO.Path.Join(data, "artifacts"));
    }

    private static void MapOfCanvas(IEndpointRouteBuilder routes, ArtifactEndpoints endpoints)
    {
        const string Route = "/canvas/{canvas_id}/artifacts";
        var canvasId = Path("canvas_id", "The canvas.");
        routes.MapPost(Route, Answers.Answering(endpoints.UploadAsync)).Describe(
            "Keeps a file as an artifact of a canvas: multipart/form-data with file and kind, rev, from_rev, "
            + "correlation_id, source_artifact_id, name, mime_type, sha256.",
            [canvasId, Header("Idempotency-Key", "Makes the upload repeatable."), Answer<ArtifactAnswer>(201),
                .. Reading, .. Refuses(
                    Problems.Forbidden, Problems.TooLarge, Problems.UnsupportedMediaType, Problems.HashMismatch,
                    Problems.CanvasFrozen, Problems.StorageFull, Problems.Overloaded)]);
        routes.MapGet(Route, Answers.Answering(endpoints.ListAsync)).Describe(
            "The artifacts of a canvas, the newest first.",
            [canvasId, Query("kind", "Only those of this kind."),
                Query("rev", "Only those of this revision.", JsonSchemaType.Integer),
                Query("correlation_id", "Only those that belong to this."), Query("run_id", "The same."),
                Query("deleted", "1 shows tombstones too."), Query("cursor", "The next of the page before."),
                Query("limit", "At most this many, up to 1,000.", JsonSchemaType.Integer),
                Answer<ArtifactPage>(), .. Reading]);
    }

    private static void MapOne(IEndpointRouteBuilder routes, ArtifactEndpoints endpoints)
    {
        const string Route = "/artifacts/{artifact_id}";
        routes.MapGet(Route, Answers.Answering(endpoints.GetAsync)).Describe(
            "What is known of an artifact.", [Id, Answer<ArtifactAnswer>(), .. Reading]);
        routes.MapDelete(Route, Answers.Answering(endpoints.DeleteAsync)).Describe(
            "Deletes the content of an artifact for good; a tombstone stays.",
            [Id, Answer<ArtifactAnswer>(), .. Reading, .. Refuses(Problems.Forbidden, Problems.CanvasFrozen)]);
    }
}
