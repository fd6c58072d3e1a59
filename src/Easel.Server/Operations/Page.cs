using System.Security.Cryptography;
using System.Text;
using Easel.Server.Wire;

namespace Easel.Server.Operations;

/// <summary>The page at <c>/</c>: which canvases there are, and what happens on one. One file, built in.</summary>
internal static class Page
{
    private static readonly byte[] Html = Read();
    private static readonly string Policy = MakePolicy(Encoding.UTF8.GetString(Html));

    public static void MapPage(this IEndpointRouteBuilder routes) => routes.MapGet("/", static http =>
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Write(200, "text/html; charset=utf-8", Html);
        return Task.CompletedTask;
    });

    private static byte[] Read()
    {
        using var resource = typeof(Page).Assembly.GetManifestResourceStream("index.html")!;
        var html = new byte[resource.Length];
        resource.ReadExactly(html);
        return html;
    }

    /// <summary>Only this very script and style may run: whatever a canvas shows, it cannot become code.</summary>
    private static string MakePolicy(string html) =>
        $"default-src 'none'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
        + $"script-src {HashOf(html, "script")}; style-src {HashOf(html, "style")}";

    private static string HashOf(string html, string element)
    {
        var start = html.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2;
        var text = html[start..html.IndexOf($"</{element}>", StringComparison.Ordinal)];
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";
    }
}
