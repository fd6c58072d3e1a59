using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Options;

namespace Easel.Server.Canvases;

/// <summary>The kernel, made for canvases.</summary>
internal static class CanvasSetup
{
    public static void AddCanvases(this IServiceCollection services)
    {
        services.AddOptions<SqliteOptions>().BindConfiguration(SqliteOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IDocumentStore>(OpenStore);
        services.AddOptions<DocumentOptions>().BindConfiguration(DocumentOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CanvasLimits>().BindConfiguration(CanvasLimits.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(all => all.GetRequiredService<IOptions<CanvasLimits>>().Value);
        services.AddSingleton<CommitFeed>();
        services.AddSingleton<ICommitFeed>(all => all.GetRequiredService<CommitFeed>());
        services.AddSingleton(all => new CanvasDocuments(
            all.GetRequiredService<CanvasModel>(), all.GetRequiredService<IDocumentStore>(),
            all.GetRequiredService<ICommitFeed>(),
            all.GetRequiredService<TimeProvider>(), all.GetRequiredService<IOptions<DocumentOptions>>().Value,
            [.. all.GetServices<IEditValidator<Canvas, CanvasOp>>()]));
        services.AddSingleton<EncodedHeads>();
        services.AddSingleton<CanvasModel>();
        services.AddSingleton<IEditValidator<Canvas, CanvasOp>, CanvasSize>();
        services.AddSingleton<IEditValidator<Canvas, CanvasOp>, AtomRules>();
        services.AddSingleton<CanvasAccess>();
        services.AddSingleton<CanvasRecords>();
        services.AddSingleton<CanvasHistory>();
        services.AddSingleton<CanvasStates>();
        services.AddSingleton<Snapshots>();
        services.AddSingleton<Recoveries>();
        services.AddSingleton<ConflictFixture>();
        services.AddSingleton<CommandEdits>();
        services.AddSingleton<Commands>();
        services.AddSingleton<CommandEndpoints>();
        services.AddSingleton<ErasureEndpoint>();
    }

    private static SqliteDocumentStore OpenStore(IServiceProvider all)
    {
        var folder = Directory.CreateDirectory(all.GetRequiredService<ServerSettings>().Data).FullName;
        return SqliteDocumentStore.Open(
            Path.Combine(folder, "easel.db"), all.GetRequiredService<IOptions<SqliteOptions>>().Value,
            all.GetRequiredService<ILogger<SqliteDocumentStore>>());
    }
}
