using Easel.Documents;
using Easel.Server.Tenancy;
using Microsoft.Extensions.Options;

namespace Easel.Server.Maps;

/// <summary>A folder of maps, and what is known of it in the kernel.</summary>
/// <param name="Root">Its full path.</param>
/// <param name="Assets">The full path of the assets beside it; null if there are none.</param>
/// <param name="Project">The project whose it is.</param>
internal sealed record MapFolder(string Root, string? Assets, string Tenant, string Env, string Project)
{
    /// <summary>The document that knows which file is which map.</summary>
    public DocumentKey Index => new(Tenant, Env, "map-index", Project);

    public DocumentKey Map(string id) => new(Tenant, Env, MapFolders.Kind, id);

    /// <summary>The full path of a map's file, which was checked when the map got it.</summary>
    public string FileOf(string path) => path.StartsWith(MapFolders.InAssets, StringComparison.Ordinal)
        ? Path.Join(RootOf(path), path.AsSpan(MapFolders.InAssets.Length))
        : Path.Join(Root, path);

    /// <summary>Whether the folder of a map's file is not configured any more.</summary>
    public bool IsGone(string path) => Assets is null && path.StartsWith(MapFolders.InAssets, StringComparison.Ordinal);

    /// <summary>The folder that the file must not be outside of.</summary>
    /// <exception cref="IOException">It is not configured any more.</exception>
    public string RootOf(string path) => !path.StartsWith(MapFolders.InAssets, StringComparison.Ordinal)
        ? Root
        : Assets ?? throw new IOException("No assets folder is configured any more.");
}

/// <summary>Which folder a request is about. Only the configuration and the context of the request decide it.</summary>
internal sealed class MapFolders(ServerSettings settings, IOptions<MapOptions> options)
{
    public const string Kind = "map";

    /// <summary>Before the path of a map that lies among the assets. No other path has a colon.</summary>
    public const string InAssets = "assets:";

    private const string NoProject = "default";

    /// <summary>The folder for what a request makes or looks for.</summary>
    public MapFolder Of(RequestContext context) => Of(context.Tenant, context.Env, context.ProjectId);

    /// <summary>The folder where a map is, wherever the request comes from.</summary>
    public MapFolder Of(DocumentKey map, Placement placement) => Of(map.Tenant, map.Env, placement.ProjectId);

    /// <summary>Where a new map goes: a folder that the configuration names has no projects.</summary>
    public Placement PlacementOf(RequestContext context) => IsNamed(context.Tenant, context.Env)
        ? context.Placement with { ProjectId = null }
        : context.Placement;

    private MapFolder Of(string tenant, string env, string? project)
    {
        var assets = tenant == options.Value.Tenant && !string.IsNullOrWhiteSpace(options.Value.AssetsFolder)
            ? Path.GetFullPath(options.Value.AssetsFolder.Trim())
            : null;
        if (IsNamed(tenant, env))
            return new MapFolder(Path.GetFullPath(settings.MapsFolder!.Trim()), assets, tenant, env, NoProject);
        project ??= NoProject;

        // An id may consist of dots, a folder may not.
        var name = project.Trim('.').Length == 0 ? $"project {project}" : project.Replace(':', ' ');
        var root = Path.Join(Path.GetFullPath(settings.Data), "maps", Path.Join(tenant, env, name));
        return new MapFolder(root, assets, tenant, env, project);
    }

    private bool IsNamed(string tenant, string env) =>
        !string.IsNullOrWhiteSpace(settings.MapsFolder) && tenant == options.Value.Tenant && env == settings.Env;
}
