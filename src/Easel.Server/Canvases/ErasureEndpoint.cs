using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Drawing;
using Easel.Server.Gestures.Recording;
using Easel.Server.Stream;
using Easel.Server.Tenancy;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// <c>POST /canvas/{canvas_id}/erase</c> (SPEC TF5): what was written up to a revision is forgotten. Neither freeze nor
/// kill hinders it: to stop a canvas is often the first step, and this the second.
/// </summary>
internal sealed class ErasureEndpoint(
    RequestContexts contexts, Tenants tenants, CanvasDocuments canvases, CanvasRecords records, EncodedHeads heads,
    CanvasStreams streams, ArtifactErasure artifacts, PictureCache pictures, GestureRecorder recorder)
{
    private const int ReasonMax = 1_000;

    public async ValueTask<IAnswer> EraseAsync(HttpContext http)
    {
        var (wrong, body) = await contexts.ReadBodyAsync(http, WireJson.Default.ErasureRequest);
        if (wrong is not null) return wrong;
        if (contexts.TryOpen(http, Role.Owner, out var context) is { } refused) return refused;
        if (body.UpToRev is not { } number || number < 1)
            return Problems.InvalidRequest.Because("up_to_rev says up to which revision, from 1.");
        if (body.Reason is not { Length: > 0 and <= ReasonMax } reason)
            return Problems.InvalidRequest.Because($"reason says why, in 1 to {ReasonMax} characters.");
        if (body.Artifacts is not (null or ErasureRequest.AllArtifacts))
            return Problems.InvalidRequest.Because($"artifacts can only be \"{ErasureRequest.AllArtifacts}\".");

        var key = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        if (await records.FindAsync(context, key) is not { } view) return CanvasRecords.NotFound;
        if (number > view.Head.Number) return Problems.RevUnknown.Because($"The head is {view.Head.Number}.");
        if (!await canvases.CanEraseAsync(key))
            return Problems.InvalidRequest.Because("Commits of an older server have no hashes: they stay whole.");

        // On record before anything is lost. What was erased before is only finished, if it has to be.
        var upTo = new Revision(number);
        if (upTo > view.Floor && await RecordAsync(context, key, upTo, reason) is { } failure) return failure;

        // Gestures first: once there is a floor they are gone, whatever fails then.
        await recorder.EraseAsync(key, await TimeOfAsync(key, upTo));
        await canvases.EraseAsync(key, upTo);
        heads.Forget(key);
        streams.Forget(key);
        pictures.Forget(key);
        var after = await canvases.PeekAsync(key);
        var left = await artifacts.EraseAsync(key, after.Floor, body.Artifacts is not null, context.By);
        if (left is not null) return Unfinished(left);
        return JsonAnswer.Of(
            new ErasureAnswer(key.Id, after.Floor.Number, after.Head.Number), WireJson.Default.ErasureAnswer);
    }

    /// <summary>Erased commits still say when they were made.</summary>
    private async ValueTask<DateTimeOffset> TimeOfAsync(DocumentKey key, Revision revision) =>
        (await canvases.ReadAfterAsync(key, new Revision(revision.Number - 1), bytesMax: 0))[0].ReadDetails().At;

    private static Refusal Unfinished(Refusal left) => Unavailability.After(
        "The canvas was erased, its artifacts were not all; send the same again.", left)!;

    private ValueTask<Refusal?> RecordAsync(RequestContext context, DocumentKey key, Revision upTo, string reason) =>
        tenants.RecordAsync(
            key.Tenant, new ControlOp.Erased(key.Id, key.Env, upTo.Number, reason), context.By);
}

/// <summary>What to erase, and why; <c>all</c> artifacts are those that people gave, too.</summary>
internal sealed record ErasureRequest(long? UpToRev, string? Reason, string? Artifacts = null)
{
    public const string AllArtifacts = "all";
}

/// <summary>Below <paramref name="FloorRev"/> nothing can be rebuilt any more.</summary>
internal sealed record ErasureAnswer(string CanvasId, long FloorRev, long HeadRev);
