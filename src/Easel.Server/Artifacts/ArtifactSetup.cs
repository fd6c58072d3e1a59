using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>What canvases produce.</summary>
internal static class ArtifactSetup
{
    public static void AddArtifacts(this IServiceCollection services)
    {
        services.AddOptions<ArtifactOptions>().BindConfiguration(ArtifactOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IBlobStore>(all => new FolderBlobs(
            Path.Join(Path.GetFullPath(all.GetRequiredService<ServerSettings>().Data), "artifacts")));
        services.AddSingleton<ArtifactModel>();
        services.AddSingleton(all => new ArtifactDocuments(
            all.GetRequiredService<ArtifactModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(), all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<IOptions<DocumentOptions>>().Value, []));
        services.AddSingleton<ArtifactIndices>();
        services.AddSingleton<ArtifactLibrary>();
    }

    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        _ = routes;
    }
}
