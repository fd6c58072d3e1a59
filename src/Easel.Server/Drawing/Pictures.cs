using Easel.Documents.Canvases;
using Easel.Server.Canvases;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;

namespace Easel.Server.Drawing;

/// <summary>Makes the pictures that are asked for, each once as long as the cache keeps it.</summary>
internal sealed class Pictures(
    CanvasStates states, PictureCache cache, Rasteriser rasteriser, IOptions<DrawingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim places = new(options.Value.DrawingsMax);

    /// <returns>A refusal or a picture.</returns>
    public async Task<(Refusal? Refusal, Picture Picture)> DrawAsync(
        FoundState found, PictureForm form, CancellationToken ct)
    {
        // Asked first: neither the cache nor a missing program tells of what was erased.
        if (found.IsErased) return (CanvasStates.Erased, null!);
        if (form.IsPng && !rasteriser.IsThere) return (Rasteriser.Missing, null!);
        var key = new PictureKey(found.Key, found.View.Epoch, found.Revision, form);
        if (cache.Find(key) is { } kept) return (null, kept);
        await places.WaitAsync(ct);
        try
        {
            return cache.Find(key) is { } meanwhile ? (null, meanwhile) : await DrawAsync(found, key);
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private async Task<(Refusal? Refusal, Picture Picture)> DrawAsync(FoundState found, PictureKey key)
    {
        if (await states.ReadAsync(found) is not { } canvas) return (CanvasStates.Erased, null!);
        var scene = new Scene(canvas);
        var sideMax = key.Form.IsPng ? PictureForm.WidthMax : Scale.PixelsMax;
        var scale = Scale.Of(scene.View, key.Form.Width, sideMax);
        var bytes = SvgPicture.Draw(scene, TitleOf(found, canvas), scale);
        if (key.Form.IsPng)
        {
            var (refusal, png) = await rasteriser.RunAsync(bytes);
            if (refusal is not null) return (refusal, null!);
            bytes = png;
        }

        var picture = new Picture(bytes, key.Form, []);
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
