using Easel.Documents.Canvases;
using Easel.Server.Artifacts;
using Easel.Server.Canvases;
using Easel.Server.Drawing;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Exports;

/// <summary><c>POST /canvas/{canvas_id}/exports</c>: a canvas in another form, as an artifact (SPEC AR3).</summary>
internal sealed class ExportEndpoint(
    RequestContexts contexts, CanvasStates states, Pictures pictures, MadeArtifacts artifacts)
{
    public async ValueTask<IAnswer> ExportAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.ExportRequest);
        if (wrong is not null) return wrong;
        var (refusal, making) = await artifacts.OpenAsync(http, body.Rev);
        if (refusal is not null) return refusal;
        if (ExportFormat.All.FirstOrDefault(one => one.Name == body.Format) is not { } format)
            return Problems.InvalidRequest.Because("format must be json-canvas, svg or easel.");

        var (failure, content, sources) = await WriteAsync(making.Found, format, http.RequestAborted);
        if (failure is not null) return failure;
        var draft = new ArtifactDraft(ArtifactDraft.Export, format.MimeType)
        {
            Name = making.Found.Key.Id + format.Ending,
            Sources = [.. sources],
        };
        return await artifacts.KeepAsync(http, making, draft, content);
    }

    private async Task<(Refusal? Refusal, ReadOnlyMemory<byte> Content, IEnumerable<string> Sources)> WriteAsync(
        FoundState found, ExportFormat format, CancellationToken ct)
    {
        if (format == ExportFormat.Svg)
        {
            var (refusal, picture) = await pictures.DrawAsync(found, default, ct);
            return (refusal, picture?.Bytes ?? default, picture?.Artifacts ?? []);
        }

        if (await states.ReadAsync(found) is not { } state) return (CanvasStates.Erased, default, []);
        return (null, format == ExportFormat.JsonCanvas ? JsonCanvasWriter.Write(state) : CanvasJson.Encode(state), []);
    }
}

/// <summary>Which revision to export, and as what.</summary>
internal sealed record ExportRequest(string? Format, long? Rev);
