using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using static Easel.Server.Wire.Answers;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Auth.Accounts;

/// <summary><c>/auth/invites</c>: an administrator gets a code that makes one person a member (SPEC TE9).</summary>
internal sealed class InviteEndpoints(
    Invites invites, RequestContexts contexts, JsonBodies bodies, IOptions<AccountOptions> options)
{
    private const int ExpiresInMin = 60;
    private const int PageDefault = 50;
    private const int PageMax = 100; // Each of them is read.

    private static readonly object[] Refused = Refuses(
        Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden, Problems.StorageFailed);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<InviteEndpoints>();
        var invites = routes.MapGroup("/auth/invites").WithTags("Accounts").OnEveryListener();
        invites.MapPost("", Answering(endpoints.MakeAsync)).Describe(
            "Makes an invitation into a tenant, for one person.",
            [Body<InviteRequest>(), Answer<InviteAnswer>(201), .. Refused,
                .. Refuses(Problems.MalformedJson, Problems.UnsupportedMediaType)]);
        invites.MapGet("", Answering(endpoints.ListAsync)).Describe(
            "Lists the invitations of the tenant.",
            [Query("cursor", "Where the page before ended."), Query("limit", $"At most so many, up to {PageMax}."),
                Answer<InvitePage>(), .. Refused]);
        invites.MapDelete("/{id}", Answering(endpoints.EndAsync)).Describe(
            "Ends an invitation, so that nobody can use it any more.",
            [Path("id", "The invitation, as it is listed."), Answer<InviteRecord>(), .. Refused,
                .. Refuses(Problems.NotFound)]);
    }

    private async ValueTask<IAnswer> MakeAsync(HttpContext http)
    {
        NamedContext named = null!;
        var refused = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? RequestContexts.TryRead(http, out named);
        if (refused is not null) return refused;
        var (wrong, body) = await bodies.ReadAsync(http.Request, WireJson.Default.InviteRequest);
        RequestContext context = null!;
        var refusal = wrong ?? named.Add(ContextKey.Tenant, "tenant_id", body.TenantId)
            ?? contexts.TryDecide(http, identity, named, Role.Admin, out context);
        return refusal ?? await MakeAsync(body, context);
    }

    private async ValueTask<IAnswer> MakeAsync(InviteRequest request, RequestContext context)
    {
        var life = request.ExpiresIn ?? options.Value.InviteSeconds;
        if (RoleNames.Parse(request.Role) is not { } role)
            return Problems.InvalidRequest.Because("role is one of owner, admin, member, viewer.");
        if (life is < ExpiresInMin or > AccountOptions.InviteSecondsMax)
            return Problems.InvalidRequest.Because(
                $"expires_in is from {ExpiresInMin} to {AccountOptions.InviteSecondsMax} seconds.");

        // Nobody gives more than they have.
        if (role > context.Role) return Problems.Forbidden.Because($"This needs the role {role.NameOf()}.");
        var (code, failed) = await invites.MakeAsync(context, role, TimeSpan.FromSeconds(life));
        return failed ?? JsonAnswer.Of(
            new InviteAnswer { Invite = code!, ExpiresIn = life }, WireJson.Default.InviteAnswer, 201);
    }

    private async ValueTask<IAnswer> ListAsync(HttpContext http)
    {
        long? wanted = null;
        var refusal = contexts.TryOpen(http, Role.Admin, out var context)
            ?? http.Request.TryReadNumber("limit", out wanted);
        if (refusal is not null) return refusal;
        var limit = (int)Math.Clamp(wanted ?? PageDefault, 1, PageMax);
        var page = await invites.ListAsync(context.Tenant, http.Request.Query["cursor"], limit, http.RequestAborted);
        return JsonAnswer.Of(page, WireJson.Default.InvitePage);
    }

    private async ValueTask<IAnswer> EndAsync(HttpContext http)
    {
        if (contexts.TryOpen(http, Role.Admin, out var context) is { } refusal) return refusal;
        var (record, failed) = await invites.EndAsync(context, (string)http.Request.RouteValues["id"]!);
        return failed ?? JsonAnswer.Of(record!, WireJson.Default.InviteRecord);
    }
}
