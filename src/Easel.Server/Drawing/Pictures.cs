using Easel.Documents.Canvases;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Drawing;

/// <summary>Makes the pictures that are asked for, each once as long as the cache keeps it.</summary>
internal sealed class Pictures(
    CanvasStates states, CanvasImages images, PictureCache cache, Rasteriser rasteriser,
    IOptions<DrawingOptions> options)
{
    private readonly Places places = new(
        new PlaceLimits(options.Value.DrawingsMax, options.Value.DrawingsWaitingMax));

    /// <returns>A refusal or a picture.</returns>
    public async Task<(Refusal? Refusal, Picture Picture)> DrawAsync(
        FoundState found, PictureForm form, CancellationToken ct)
    {
        // Asked first: neither the cache nor a missing program tells of what was erased.
        if (found.IsErased) return (CanvasStates.Erased, null!);
        if (form.IsPng && !rasteriser.IsThere) return (Rasteriser.Missing, null!);
        var key = new PictureKey(found.Key, found.View.Epoch, found.Revision, form);
        if (await FindAsync(key, ct) is { } kept) return (null, kept);
        Picture? picture;
        using (var place = await places.TakeAsync(key.Canvas.Tenant, ct))
        {
            if (place is null)
                return (Problems.Overloaded.Because("Too many pictures are being drawn; try again soon."), null!);
            // Looked up again: of several who ask for the same at once, the first draws for those who wait.
            if (await FindAsync(key, ct) is { } drawn) return (null, drawn);
            picture = await DrawAsync(found, key, ct);
            if (picture is null) return (CanvasStates.Erased, null!);
            if (!form.IsPng) cache.Keep(key, picture);
        }

        // In no place of those who draw: a program of somebody else may take seconds.
        return form.IsPng ? await RasteriseAsync(key, picture, ct) : (null, picture);
    }

    /// <summary>An artifact that was deleted since is not to be seen in any picture that was kept.</summary>
    private async ValueTask<Picture?> FindAsync(PictureKey key, CancellationToken ct)
    {
        if (cache.Find(key) is not { } kept) return null;
        if (kept.Artifacts.Length == 0 || await images.AreThereAsync(key.Canvas, kept.Artifacts, ct)) return kept;
        cache.Forget(key);
        return null;
    }

    /// <returns>The picture as SVG; null if its state was erased.</returns>
    private async Task<Picture?> DrawAsync(FoundState found, PictureKey key, CancellationToken ct)
    {
        if (await states.ReadAsync(found) is not { } canvas) return null;
        var scene = new Scene(canvas);
        var shown = await images.ReadAsync(key.Canvas, PictureImages.ArtifactsOf(scene), ct);
        var sideMax = key.Form.IsPng ? PictureForm.WidthMax : Scale.PixelsMax;
        var scale = Scale.Of(scene.View, key.Form.Width, sideMax);
        var svg = SvgPicture.Draw(scene, TitleOf(found, canvas), scale, new PictureImages(shown));
        return new Picture(svg, key.Form, [.. shown.Keys]);
    }

    private async Task<(Refusal? Refusal, Picture Picture)> RasteriseAsync(
        PictureKey key, Picture svg, CancellationToken ct)
    {
        using var place = await rasteriser.TakePlaceAsync(key.Canvas.Tenant, ct);
        if (place is null) return (Problems.Overloaded.Because("Too many pictures wait to become PNG."), null!);
        // Looked up again, for the same reason: whoever waited finds what was made meanwhile.
        if (await FindAsync(key, ct) is { } made) return (null, made);
        var (refusal, png) = await rasteriser.RunAsync(svg.Bytes);
        if (refusal is not null) return (refusal, null!);
        var picture = new Picture(png, key.Form, svg.Artifacts);
        cache.Keep(key, picture);
        return (null, picture);
    }

    /// <summary>What a canvas is called: by itself, else by whoever made it.</summary>
    private static string TitleOf(FoundState found, Canvas canvas)
    {
        var own = canvas.Meta.TryGet("title", out var value) && value.TryGetText(out var text)
            ? new string(text.ToArray())
            : null;
        return !string.IsNullOrEmpty(own) ? own : found.View.Record?.Title ?? found.Key.Id;
    }
}
