using System.Text.RegularExpressions;
using Easel.Tests.Server;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Easel.Tests.Hostile;

/// <summary>A route that reads JSON. They are asked of the server itself, so that a new one is not forgotten.</summary>
internal sealed partial record JsonRoute(HttpMethod Method, string Path)
{
    public static IReadOnlyList<JsonRoute> AllOf(EaselApp app) =>
    [
        .. from route in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           where route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true
           from method in route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
           select new JsonRoute(new HttpMethod(method), Fill(route.RoutePattern.RawText!)),
    ];

    /// <summary>Whether it answers in the form of maps, with a code of its own (SPEC MP5).</summary>
    public bool IsMaps => Path.Contains("/ipc/", StringComparison.Ordinal);

    private static string Fill(string pattern) => Parameter().Replace(
        "/" + pattern.TrimStart('/'), match => match.Groups[1].Value switch
        {
            "canvas_id" => "c",
            "channel" => "map:edit",
            "tenant" or "tenant_id" => EaselApp.Tenant,
            _ => "x",
        });

    [GeneratedRegex(@"\{\**([a-z_]+)[^}]*\}")]
    private static partial Regex Parameter();
}
