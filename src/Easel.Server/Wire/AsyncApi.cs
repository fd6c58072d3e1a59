namespace Easel.Server.Wire;

/// <summary><c>/asyncapi.yaml</c>: the stream and the socket, described. The file is built in.</summary>
internal static class AsyncApi
{
    private static readonly byte[] Document = Read();

    public static void MapAsyncApi(this IEndpointRouteBuilder routes) => routes.MapGet("/asyncapi.yaml", static http =>
    {
        http.Response.Write(200, "application/yaml", Document);
        return Task.CompletedTask;
    });

    private static byte[] Read()
    {
        using var resource = typeof(AsyncApi).Assembly.GetManifestResourceStream("asyncapi.yaml")!;
        var document = new byte[resource.Length];
        resource.ReadExactly(document);
        return document;
    }
}
