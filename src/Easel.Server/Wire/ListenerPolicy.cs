using Microsoft.AspNetCore.Routing.Matching;

namespace Easel.Server.Wire;

/// <summary>
/// Gives each listener a route table of its own. It stands before the choice by method, so that a route which the
/// listener does not serve cannot show itself by a 405 either.
/// </summary>
internal sealed class ListenerPolicy(ServerSettings settings)
    : MatcherPolicy, IEndpointComparerPolicy, INodeBuilderPolicy
{
    // The framework's choice by method is at -1000.
    public override int Order => -2_000;

    public IComparer<Endpoint> Comparer => Comparer<Endpoint>.Create((_, _) => 0);

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Count > 0;

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
    [
        new(false, [.. endpoints.Where(IsOpen)]),
        new(true, [.. endpoints.Where(IsAdmin)]),
    ];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new Table(
        edges.Single(edge => edge.State is false).Destination, edges.Single(edge => edge.State is true).Destination);

    private bool IsOpen(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ServedOn>()?.Open switch
    {
        null or OpenTo.All => true,
        OpenTo.Operators => settings.HasPublicAdmin,
        _ => false,
    };

    private static bool IsAdmin(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ServedOn>() is { Admin: true };

    private sealed class Table(int open, int admin) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) =>
            AdminConnection.IsOf(httpContext) ? admin : open;
    }
}
