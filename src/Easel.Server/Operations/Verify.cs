using System.Text.Json;
using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Operations;

/// <summary>One line of the answer.</summary>
/// <param name="Kind"><c>canvas</c> or <c>map</c>.</param>
/// <param name="CanvasId">The id, also of a map, as kill switches name it.</param>
internal sealed record VerifiedDocument(
    string Tenant, string Env, string Kind, string CanvasId, long HeadRev, string? StateHash, bool Ok,
    string? Finding);

/// <summary>
/// <c>GET /verify</c>: whether every canvas and map is what its log says, and its artifacts are what their records say;
/// one line of JSON each.
/// </summary>
internal sealed class Verify(
    RequestContexts contexts, IEnumerable<IDocumentVerifier> verifiers, ArtifactVerifier artifacts,
    IDocumentStore store)
{
    private const int PageMax = 100;

    private readonly Dictionary<string, IDocumentVerifier> byKind = verifiers.ToDictionary(one => one.Kind);

    public async Task GetAsync(HttpContext http)
    {
        if (contexts.TryOpenSystem(http, Role.Admin, out var context) is { } refusal)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        http.Response.ContentType = "application/x-ndjson";
        DocumentKey? last = null;
        while (await store.ListKeysAsync(last, PageMax, http.RequestAborted) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                if (!byKind.TryGetValue(key.Kind, out var verifier)) continue;
                if (!contexts.MayGoOn(context, Role.Admin))
                {
                    http.Abort(); // An answer that ended well would seem to be all of it.
                    return;
                }

                await WriteLineAsync(http, verifier, key);
            }

            last = keys[^1];
        }
    }

    private async Task WriteLineAsync(HttpContext http, IDocumentVerifier verifier, DocumentKey key)
    {
        var (head, hash, finding) = await verifier.VerifyAsync(key, http.RequestAborted);
        if (key.Kind == "canvas") finding ??= await artifacts.VerifyAsync(key, http.RequestAborted);
        var line = new VerifiedDocument(
            key.Tenant, key.Env, key.Kind, key.Id, head.Number, hash, finding is null, finding);
        var (body, ct) = (http.Response.Body, http.RequestAborted);
        await JsonSerializer.SerializeAsync(body, line, WireJson.Default.VerifiedDocument, ct);
        await body.WriteAsync("\n"u8.ToArray(), ct);
    }
}
