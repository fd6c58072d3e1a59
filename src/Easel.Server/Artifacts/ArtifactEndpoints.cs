using Easel.Documents;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Easel.Server.Artifacts;

/// <summary>Artifacts besides their content: made, listed, told of, deleted (SPEC AR1, AR2).</summary>
internal sealed class ArtifactEndpoints(
    ArtifactAccess artifacts, CanvasAccess canvases, ArtifactLibrary library, Access access, Rates rates,
    IOptions<ArtifactOptions> options)
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;

    /// <summary><c>POST /canvas/{canvas_id}/artifacts</c></summary>
    public async ValueTask<IAnswer> UploadAsync(HttpContext http)
    {
        var (refusal, context, canvas) = await canvases.OpenAsync(http, Role.Member);
        refusal ??= rates.TryActor(context.Identity) ?? rates.TryTenant(context)
            ?? access.RefuseEdit(canvas.Record.Key);
        if (refusal is not null) return refusal;
        if (ArtifactUpload.TryBegin(http.Request, canvas, out var upload) is { } wrong) return wrong;
        string? key = http.Request.Headers["Idempotency-Key"];
        if (key is not null && !Ids.IsKey(key))
            return Problems.InvalidRequest.Because("An Idempotency-Key has 1 to 255 characters without controls.");

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            options.Value.BytesMax + ArtifactUpload.FieldBytesMax;
        var terms = new ArtifactTerms(key, () => access.MayEdit(context, canvas.Record.Key));
        var outcome = await library.WriteAsync(canvas.Record.Key, context.By, ReadAsync, terms, http.RequestAborted);
        return outcome is ArtifactOutcome.Written(var record, _)
            ? ArtifactAnswers.Created(http, record, canvas.Head)
            : access.Explain(((ArtifactOutcome.Refused)outcome).Refusal, canvas.Record.Key);

        async Task<ArtifactDraft> ReadAsync(System.IO.Stream to, CancellationToken ct)
        {
            var draft = await upload.ReadAsync(to, ct);
            return (draft.Refuse() ?? await artifacts.RefuseSourcesAsync(context, draft.Sources, ct)) is { } wrongDraft
                ? throw new ArtifactRefusedException(wrongDraft)
                : draft;
        }
    }

    /// <summary><c>GET /canvas/{canvas_id}/artifacts</c>: the newest first.</summary>
    public async ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        var (refusal, _, canvas) = await canvases.OpenAsync(http, Role.Viewer);
        var (rev, before, page) = (default(long?), default(long?), default(PageOrder));
        refusal ??= http.Request.TryReadNumber("rev", out rev) ?? http.Request.TryReadNumber("cursor", out before)
            ?? PageOrder.TryRead(http.Request, PageDefault, PageMax, out page);
        if (refusal is not null) return refusal;
        var query = http.Request.Query;
        string? kind = query["kind"], deleted = query["deleted"];
        string? correlation = (string?)query["correlation_id"] ?? query["run_id"];
        var wanted = (await library.ListAsync(canvas.Record.Key, http.RequestAborted)).Reverse()
            .Where(one => (before is null || one.Number < before)
                && (kind is null || one.Kind == kind) && (rev is null || one.Rev == rev)
                && (correlation is null || one.CorrelationId == correlation)
                && (!one.IsDeleted || deleted == "1"));
        var (items, next) = page.Cut(wanted, one => $"{one.Number}");
        var prefix = http.Request.Prefix();
        return JsonAnswer.Of(
            new ArtifactPage([.. items.Select(one => ArtifactAnswers.Describe(one, canvas.Head, prefix))], next),
            WireJson.Default.ArtifactPage);
    }

    /// <summary><c>GET /artifacts/{artifact_id}</c></summary>
    public async ValueTask<IAnswer> GetAsync(HttpContext http)
    {
        var (refusal, _, record, head) = await artifacts.OpenAsync(http, Role.Viewer);
        return (IAnswer?)refusal ?? Describe(http, record, head);
    }

    /// <summary><c>DELETE /artifacts/{artifact_id}</c></summary>
    public async ValueTask<IAnswer> DeleteAsync(HttpContext http)
    {
        var (refusal, context, record, head) = await artifacts.OpenAsync(http, Role.Member);
        refusal ??= rates.TryActor(context.Identity) ?? access.RefuseEdit(record.Canvas);
        if (refusal is not null) return refusal;
        if (await library.DeleteAsync(record, context.By, () => access.MayEdit(context, record.Canvas)) is { } failed)
            return access.Explain(failed, record.Canvas);
        var now = await library.FindAsync(record.Tenant, record.Env, record.Id, http.RequestAborted);
        return Describe(http, now ?? record, head);
    }

    private static IAnswer Describe(HttpContext http, ArtifactRecord record, Revision head) => JsonAnswer.Of(
        ArtifactAnswers.Describe(record, head, http.Request.Prefix()), WireJson.Default.ArtifactAnswer);
}
