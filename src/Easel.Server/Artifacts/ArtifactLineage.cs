using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>
/// <c>GET /artifacts/{artifact_id}/lineage</c>: what an artifact was made from, and what was made from it, over all
/// canvases that the request may mean. An artifact can only be made from older ones, so there are no circles.
/// </summary>
internal sealed class ArtifactLineage(ArtifactAccess artifacts, ArtifactLibrary library)
{
    /// <summary>Steps in one direction.</summary>
    private const int DepthMax = 16;

    /// <summary>Artifacts in one direction.</summary>
    private const int NodesMax = 500;

    public async ValueTask<IAnswer> GetAsync(HttpContext http)
    {
        var (refusal, context, record, _) = await artifacts.OpenAsync(http, Role.Viewer);
        if (refusal is not null) return refusal;
        var (up, isMoreUp) = await WalkAsync(
            http, context, record, static one => ValueTask.FromResult<IReadOnlyList<string>>(one.Sources));
        var (down, isMoreDown) = await WalkAsync(
            http, context, record, one => library.ListMadeFromAsync(one, NodesMax + 1));
        return JsonAnswer.Of(
            new LineageAnswer(record.Id, up, down, isMoreUp || isMoreDown), WireJson.Default.LineageAnswer);
    }

    /// <summary>The nearest first. What lies behind something that cannot be seen is not looked for.</summary>
    private async Task<(List<LineageNode> Nodes, bool IsMore)> WalkAsync(
        HttpContext http, RequestContext context, ArtifactRecord from,
        Func<ArtifactRecord, ValueTask<IReadOnlyList<string>>> next)
    {
        var nodes = new List<LineageNode>();
        var seen = new HashSet<string> { from.Id };
        List<ArtifactRecord> level = [from];
        for (var depth = 1; level.Count > 0; depth++)
        {
            List<ArtifactRecord> found = [];
            foreach (var one in level)
            {
                foreach (var id in await next(one))
                {
                    if (!seen.Add(id)) continue;
                    if (nodes.Count == NodesMax || depth > DepthMax) return (nodes, true);
                    if (await artifacts.FindAsync(context, id, http.RequestAborted) is not var (record, head)) continue;
                    var answer = ArtifactAnswers.Describe(record, head, http.Request.Prefix());
                    nodes.Add(new LineageNode(depth, answer));
                    found.Add(record);
                }
            }

            level = found;
        }

        return (nodes, false);
    }
}
