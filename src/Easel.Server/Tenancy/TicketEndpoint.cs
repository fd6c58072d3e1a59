using System.Text.Json;
using Easel.Server.Limits;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Tenancy;

/// <summary><c>POST /auth/ticket</c>: a token's bearer gets a ticket for one stream or socket (SPEC TE4).</summary>
internal sealed class TicketEndpoint(
    RequestContexts contexts, Tickets tickets, Tenants tenants, Rates rates, JsonBodies bodies,
    IOptions<TicketOptions> options)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/ticket", routes.ServiceProvider.GetRequiredService<TicketEndpoint>().IssueAsync)
            .WithTags("Tenancy").Describe(
                "Gives a ticket that opens one stream or socket.",
                [Body<TicketRequest>(), Answer<TicketAnswer>(),
                    .. Refuses(Problems.MalformedJson, Problems.InvalidRequest, Problems.Unauthenticated,
                        Problems.TenantMismatch, Problems.UnsupportedMediaType, Problems.Overloaded)]);

    private async Task IssueAsync(HttpContext http)
    {
        NamedContext named = null!;
        RequestContext context = null!;
        string? text = null;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? rates.TryActor(identity) // Each is a commit, and on record for ever.
            ?? RequestContexts.TryRead(http, out named)
            ?? (HasBody(http.Request) ? await bodies.ReadAsync(http.Request, ReadBody, named) : null)
            ?? contexts.TryDecide(http, identity, named, Role.Viewer, out context);
        if (refusal is null && !tickets.TryIssue(identity, named, context.Tenant, out text))
            refusal = Problems.Overloaded.Because("Too many tickets wait to be used.");
        if (refusal is null)
        {
            var issued = new ControlOp.TicketIssued(identity.Subject, context.Env, named[ContextKey.Canvas]);
            refusal = await tenants.RecordAsync(context.Tenant, issued, context.By);
            if (refusal is not null) tickets.Redeem(text!); // Nobody was told of it: it must not keep its place.
        }

        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else await http.Response.WriteAsync(
            200, new TicketAnswer(text!, options.Value.LifeSeconds), WireJson.Default.TicketAnswer);
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is not 0 && request.ContentType is not null;

    /// <summary>The context, as members of the body or of an object <c>context</c> in it.</summary>
    private static Refusal? ReadBody(ReadOnlyMemory<byte> compact, NamedContext into)
    {
        using var body = JsonDocument.Parse(compact);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            return Problems.InvalidRequest.Because("The body must be an object.");
        return into.AddAll(body.RootElement)
            ?? (body.RootElement.TryGetProperty("context"u8, out var context) ? into.AddAll(context) : null);
    }
}

/// <summary>What a ticket may be bound to; other parts of the context may be named too.</summary>
internal sealed record TicketRequest(string? TenantId, string? Env, string? CanvasId, string? SessionId);

/// <summary>A ticket.</summary>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record TicketAnswer(string Ticket, int ExpiresIn);
