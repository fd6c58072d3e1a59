using System.Text.Json;
using Easel.Documents;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Easel.Server.Events;

/// <summary>
/// <c>GET /verify/events</c>: whether all history is what was committed, one line of JSON each, by the server's own
/// checkpoints; <c>POST</c> by a copy of them that was kept elsewhere.
/// </summary>
internal sealed class HistoryVerification(
    RequestContexts contexts, IDocumentStore store, StoreVerifier verifier, IOptions<EventOptions> options,
    ServerSettings settings)
{
    // A gigabyte is checkpoints of decades.
    private const long CheckpointBytesMax = 1L << 30;

    public async Task VerifyAsync(HttpContext http)
    {
        if (contexts.TryOpenSystem(http, Role.Admin, out var context) is { } refusal)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var signed = await ReadSignedAsync(http);
        http.Response.ContentType = "application/x-ndjson";
        await foreach (var one in verifier.VerifyAsync(signed, http.RequestAborted))
        {
            if (!contexts.MayGoOn(context, Role.Admin))
            {
                http.Abort(); // An answer that ended well would seem to be all of it.
                return;
            }

            var (body, ct) = (http.Response.Body, http.RequestAborted);
            await JsonSerializer.SerializeAsync(body, one, WireJson.Default.VerifiedHistory, ct);
            await body.WriteAsync("\n"u8.ToArray(), ct);
        }
    }

    private async Task<SignedHeads> ReadSignedAsync(HttpContext http)
    {
        using var key = CheckpointKey.OpenOrMake(settings.Data);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = CheckpointBytesMax;
            return await SignedHeads.CompareAsync(http.Request.Body, key, store, http.RequestAborted);
        }

        var file = Path.Combine(options.Value.CheckpointFolder ?? settings.Data, CheckpointFiles.Name);
        await using var own = CheckpointFiles.OpenAll(file);
        return own is null
            ? SignedHeads.None()
            : await SignedHeads.CompareAsync(own, key, store, http.RequestAborted);
    }
}
