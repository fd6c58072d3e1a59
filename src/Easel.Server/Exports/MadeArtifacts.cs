using Easel.Server.Artifacts;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Exports;

/// <summary>What is to be made of a state, and for whom.</summary>
internal sealed record Making(RequestContext Context, FoundState Found);

/// <summary>Keeps what is made of a canvas's state as an artifact of that canvas (SPEC AR3).</summary>
internal sealed class MadeArtifacts(
    RequestContexts contexts, Access access, Rates rates, CanvasStates states, ArtifactLibrary library)
{
    /// <summary>The state that a request means, if its caller may keep something of it.</summary>
    public async ValueTask<(Refusal? Refusal, Making Making)> OpenAsync(HttpContext http, long? rev)
    {
        if (contexts.TryOpen(http, Role.Member, out var context) is { } closed) return (closed, null!);
        if (rev < 0) return (Problems.InvalidRequest.Because("rev must be a whole number from 0."), null!);
        var canvasId = (string)http.Request.RouteValues["canvas_id"]!;
        var (refusal, found) = await states.FindAsync(context, canvasId, new Moment(rev, null));
        refusal ??= rates.TryTenant(context) ?? access.RefuseEdit(found.Key)
            ?? (found.IsErased ? CanvasStates.Erased : null);
        return (refusal, new Making(context, found));
    }

    public async ValueTask<IAnswer> KeepAsync(
        HttpContext http, Making making, ArtifactDraft draft, ReadOnlyMemory<byte> content)
    {
        string? key = http.Request.Headers["Idempotency-Key"];
        if (key is not null && !Ids.IsKey(key))
            return Problems.InvalidRequest.Because("An Idempotency-Key has 1 to 255 characters without controls.");

        var (context, found) = making;
        var outcome = await library.WriteAsync(
            found.Key, context.By, WriteAsync, new ArtifactTerms(key, () => access.MayEdit(context, found.Key)),
            http.RequestAborted);
        return outcome is ArtifactOutcome.Written(var record, _)
            ? ArtifactAnswers.Created(http, record, found.View.Head)
            : access.Explain(((ArtifactOutcome.Refused)outcome).Refusal, found.Key);

        async Task<ArtifactDraft> WriteAsync(System.IO.Stream to, CancellationToken ct)
        {
            await to.WriteAsync(content, ct);
            return draft with { Rev = found.Revision.Number };
        }
    }
}
