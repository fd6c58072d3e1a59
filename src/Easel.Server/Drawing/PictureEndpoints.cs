using Easel.Server.Canvases;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Drawing;

/// <summary><c>GET /canvas/{canvas_id}/preview.svg</c> and <c>preview.png</c> (SPEC AR3).</summary>
internal sealed class PictureEndpoints(RequestContexts contexts, CanvasStates states, Pictures pictures)
{
    /// <summary>Opened by itself, a picture is a page: one that may load nothing and run nothing.</summary>
    private const string Policy = "default-src 'none'; img-src data:; sandbox";

    public Task GetSvgAsync(HttpContext http) => GetAsync(http, "svg");

    public Task GetPngAsync(HttpContext http) => GetAsync(http, "png");

    private async Task GetAsync(HttpContext http, string format)
    {
        var (refusal, picture) = await FindAsync(http, format);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var headers = http.Response.Headers;
        headers.ETag = picture.Tag;
        headers.CacheControl = "private, no-cache";
        headers.ContentSecurityPolicy = Policy;
        if (EntityTags.AnyIs(http.Request.Headers.IfNoneMatch, picture.Tag)) http.Response.StatusCode = 304;
        else http.Response.Write(200, picture.Form.MimeType, picture.Bytes.Span);
    }

    private async Task<(Refusal? Refusal, Picture Picture)> FindAsync(HttpContext http, string format)
    {
        if (contexts.TryOpen(http, Role.Viewer, out var context) is { } closed) return (closed, null!);
        if (Moment.TryRead(http.Request, out var moment) is { } wrong) return (wrong, null!);
        if (http.Request.TryReadNumber("width", out var width) is { } number) return (number, null!);
        if (PictureForm.TryOf(format, width, out var form) is { } wide) return (wide, null!);
        var canvasId = (string)http.Request.RouteValues["canvas_id"]!;
        var (refusal, found) = await states.FindAsync(context, canvasId, moment);
        return refusal is not null
            ? (refusal, null!)
            : await pictures.DrawAsync(found, form, http.RequestAborted);
    }
}
