using System.Text;
using Easel.Server.Wire;
using Microsoft.Net.Http.Headers;

namespace Easel.Server.Studio;

/// <summary>The studio at <c>/</c>: the page on which people work.</summary>
internal static class StudioSetup
{
    /// <summary>
    /// Only the studio's own scripts and styles may run, and nothing may frame it: whatever a canvas shows, it cannot
    /// become code. Pictures in style sheets are data URLs; those of canvases are fetched with a token, and so blobs.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private const string ForEver = "public, max-age=31536000, immutable";

    private static readonly byte[] Missing = Encoding.UTF8.GetBytes("""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Easel</title></head>
        <body>
        <h1>Easel runs, but its studio is not here</h1>
        <p>The studio is the page for people. It is built with npm, which comes with Node.js 20 or newer. Install that
        and start the server with <code>./easel serve</code>: it builds the studio when it is missing.</p>
        <p>Everything else works without it: commands, streams, and the programs on the command line.</p>
        </body>
        </html>

        """);

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void AddStudio(this IServiceCollection services) => services.AddSingleton<StudioFiles>();

    public static void MapStudio(this IEndpointRouteBuilder routes)
    {
        var files = routes.ServiceProvider.GetRequiredService<StudioFiles>();
        routes.MapMethods("/", Reading, http => SendPageAsync(http, files));
        routes.MapMethods("/assets/{name}", Reading, http => SendAssetAsync(http, files));
    }

    private static Task SendPageAsync(HttpContext http, StudioFiles files)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Not cached: it names the scripts, and those of an old page may be gone after an update.
        if (files.Index is { } page) Send(http, page);
        else http.Response.Write(404, "text/html; charset=utf-8", Missing);
        return Task.CompletedTask;
    }

    private static Task SendAssetAsync(HttpContext http, StudioFiles files)
    {
        if (files.FindAsset((string)http.Request.RouteValues["name"]!) is not { } asset)
            return http.Response.RefuseAsync(Problems.NotFound.Because("There is nothing here."));
        http.Response.Headers.CacheControl = ForEver;
        Send(http, asset);
        return Task.CompletedTask;
    }

    private static void Send(HttpContext http, StudioFile file)
    {
        var headers = http.Response.Headers;
        headers.ETag = file.ETag;
        if (file.HasEncodings) headers.Vary = HeaderNames.AcceptEncoding;
        if (IsKnown(http.Request, file.ETag))
        {
            http.Response.StatusCode = 304;
            return;
        }

        var (bytes, encoding) = file.For(Gzip.IsAccepted(http.Request));
        if (encoding is not null) headers.ContentEncoding = encoding;
        http.Response.Write(200, file.ContentType, bytes);
    }

    private static bool IsKnown(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(one => one.Compare(EntityTagHeaderValue.Parse(etag), useStrongComparison: false));
}
