using Easel.Server.Artifacts;
using Easel.Server.Exports;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Drawing;

/// <summary><c>POST /canvas/{canvas_id}/previews</c>: a picture, kept as an artifact (SPEC AR3).</summary>
internal sealed class PreviewEndpoint(RequestContexts contexts, Pictures pictures, MadeArtifacts artifacts)
{
    public async ValueTask<IAnswer> KeepAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.PreviewRequest);
        if (wrong is not null) return wrong;
        var (refusal, making) = await artifacts.OpenAsync(http, body.Rev);
        refusal ??= PictureForm.TryOf(body.Format ?? "svg", body.Width, out _);
        if (refusal is not null) return refusal;

        PictureForm.TryOf(body.Format ?? "svg", body.Width, out var form);
        var (failure, picture) = await pictures.DrawAsync(making.Found, form, http.RequestAborted);
        if (failure is not null) return failure;
        var draft = new ArtifactDraft(ArtifactDraft.Preview, form.MimeType)
        {
            Name = making.Found.Key.Id + (form.IsPng ? ".png" : ".svg"),
            Sources = picture.Artifacts,
        };
        return await artifacts.KeepAsync(http, making, draft, picture.Bytes);
    }
}

/// <summary>Which revision to draw, and how: <c>svg</c>, the default, or <c>png</c>, and how wide.</summary>
internal sealed record PreviewRequest(long? Rev, string? Format, long? Width);
