using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.Extensions.Options;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Auth.Accounts;

/// <summary><c>POST /auth/invites</c>: an administrator gets a code that makes one person a member.</summary>
internal sealed class InviteEndpoint(
    Invites invites, RequestContexts contexts, JsonBodies bodies, IOptions<AccountOptions> options)
{
    private const int ExpiresInMin = 60;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/auth/invites", routes.ServiceProvider.GetRequiredService<InviteEndpoint>().MakeAsync)
            .WithTags("Accounts").Describe(
                "Makes an invitation into a tenant, for one person.",
                [Body<InviteRequest>(), Answer<InviteAnswer>(201),
                    .. Refuses(Problems.MalformedJson, Problems.InvalidRequest, Problems.Unauthenticated,
                        Problems.Forbidden, Problems.UnsupportedMediaType)]);

    private async Task MakeAsync(HttpContext http)
    {
        NamedContext named = null!;
        InviteRequest body = null!;
        InviteAnswer answer = null!;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? RequestContexts.TryRead(http, out named);
        if (refusal is null) (refusal, body) = await bodies.ReadAsync(http.Request, WireJson.Default.InviteRequest);
        RequestContext context = null!;
        refusal ??= named.Add(ContextKey.Tenant, "tenant_id", body.TenantId)
            ?? contexts.TryDecide(http, identity, named, Role.Admin, out context);
        if (refusal is null) (answer, refusal) = await MakeAsync(body, context);
        if (refusal is not null) await http.Response.RefuseAsync(refusal);
        else await http.Response.WriteAsync(201, answer, WireJson.Default.InviteAnswer);
    }

    private async ValueTask<(InviteAnswer Answer, Refusal? Refusal)> MakeAsync(
        InviteRequest request, RequestContext context)
    {
        var life = request.ExpiresIn ?? options.Value.InviteSeconds;
        if (RefuseOffer(request.Role, context.Role, life) is { } refused) return (null!, refused);
        var (code, refusal) = await invites.MakeAsync(
            new Membership(context.Tenant, RoleNames.Parse(request.Role)!.Value), TimeSpan.FromSeconds(life),
            AccountStore.By(context.Identity.Subject));
        return (new InviteAnswer { Invite = code ?? "", ExpiresIn = life }, refusal);
    }

    /// <summary>Nobody gives more than they have.</summary>
    private static Refusal? RefuseOffer(string name, Role own, int life)
    {
        if (RoleNames.Parse(name) is not { } role)
            return Problems.InvalidRequest.Because("role is one of owner, admin, member, viewer.");
        if (life is < ExpiresInMin or > AccountOptions.InviteSecondsMax)
            return Problems.InvalidRequest.Because(
                $"expires_in is from {ExpiresInMin} to {AccountOptions.InviteSecondsMax} seconds.");
        return role > own ? Problems.Forbidden.Because($"This needs the role {role.NameOf()}.") : null;
    }
}
