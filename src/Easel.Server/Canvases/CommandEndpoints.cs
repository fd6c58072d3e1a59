using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Canvases;

/// <summary>
/// <c>POST /canvas/{canvas_id}/commands</c>, <c>undo</c>, <c>redo</c> and <c>restore</c>. The hot path of HTTP: no
/// binding, no reflection, and the answer written as bytes.
/// </summary>
internal sealed class CommandEndpoints(
    RequestContexts contexts, CanvasTrail trail, Commands commands, JsonBodies bodies, Rates rates)
{
    public Task EditAsync(HttpContext http) => RunAsync(http, CommandKind.Edit);

    public Task UndoAsync(HttpContext http) => RunAsync(http, CommandKind.Undo);

    public Task RedoAsync(HttpContext http) => RunAsync(http, CommandKind.Redo);

    public Task RestoreAsync(HttpContext http) => RunAsync(http, CommandKind.Restore);

    private async Task RunAsync(HttpContext http, CommandKind kind)
    {
        NamedContext named = null!;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? rates.TryActor(identity)
            ?? RequestContexts.TryRead(http, out named);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        RequestContext context = null!;
        var body = new CommandBody(named);
        refusal = await bodies.ReadAsync(http.Request, CommandBody.Read, body)
            ?? contexts.TryDecide(http, identity, named, Role.Member, out context)
            ?? rates.TryTenant(context);
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        var canvas = context.Canvas((string)http.Request.RouteValues["canvas_id"]!);
        trail.Record(http.Request, context, canvas);
        var answer = await commands.RunAsync(
            new CanvasCommand(kind, context, canvas, body, HeaderKey(http.Request), http.Request.Prefix()));
        if (answer is Refusal why) await http.Response.RefuseAsync(why);
        else http.Response.Write(answer);
    }

    private static string? HeaderKey(HttpRequest request) =>
        request.Headers.TryGetValue("Idempotency-Key", out var key)
            || request.Headers.TryGetValue("X-Idempotency-Key", out key)
            ? key.ToString()
            : null;
}
