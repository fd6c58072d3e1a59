using Easel.Server.Wire;
using static Easel.Server.Wire.Answers;
using static Easel.Server.Wire.OpenApi;

namespace Easel.Server.Tenancy;

/// <summary>The routes of operators and of tenants' administrators.</summary>
internal static class TenancyRoutes
{
    private const string Member = "/tenants/{tenant}/members/{user}";

    private static readonly object TenantId = Path("tenant", "The tenant.");
    private static readonly object User = Path("user", "The user, as the subject of its tokens.");

    private static readonly object[] Refused = Refuses(
        Problems.InvalidRequest, Problems.Unauthenticated, Problems.Forbidden, Problems.StorageFailed);

    public static void MapTenancy(this IEndpointRouteBuilder routes)
    {
        TicketEndpoint.Map(routes);
        var administration = routes.MapGroup("").WithTags("Tenancy").OnAdminListener();
        var services = routes.ServiceProvider;
        MapTenants(administration, services.GetRequiredService<TenantEndpoints>());
        MapMembers(administration, services.GetRequiredService<MemberEndpoints>());
        MapSwitches(
            administration, services.GetRequiredService<FlagEndpoints>(),
            services.GetRequiredService<KillEndpoints>());
    }

    private static void MapTenants(IEndpointRouteBuilder routes, TenantEndpoints tenants)
    {
        routes.MapPost("/auth/bootstrap/tenants", Answering(tenants.BootstrapAsync)).Describe(
            "Makes the first two tenants, if they are not there.",
            [Header("X-System-Key", "The key that the operator has set."), Answer<TenantList>(), .. Refused]);
        routes.MapGet("/tenants", Answering(tenants.ListAsync)).Describe(
            "Lists the tenants that the caller administers.", [Answer<TenantList>(), .. Refused]);
        routes.MapPost("/tenants", Answering(tenants.CreateAsync)).Describe(
            "Makes a tenant.",
            [Body<TenantRequest>(), Answer<TenantRecord>(201), .. Refused, .. Refuses(Problems.TenantExists)]);
    }

    private static void MapMembers(IEndpointRouteBuilder routes, MemberEndpoints members)
    {
        object[] refused = [TenantId, .. Refused, .. Refuses(Problems.NotFound)];
        routes.MapGet("/tenants/{tenant}/members", Answering(members.ListAsync)).Describe(
            "Lists the users of a tenant.", [Answer<MemberList>(), .. refused]);
        routes.MapPut(Member, Answering(members.SetAsync)).Describe(
            "Says what a user may do.", [User, Body<MemberRequest>(), Answer<MemberRecord>(), .. refused]);
        routes.MapDelete(Member, Answering(members.RemoveAsync)).Describe(
            "Removes a user from the tenant, whatever its token says.", [User, Answer<MemberList>(), .. refused]);
        routes.MapPost($"{Member}/revoke", Answering(members.RevokeAsync)).Describe(
            "Ends the tokens that a user has now.", [User, Answer<RevokedRecord>(), .. refused]);
    }

    private static void MapSwitches(IEndpointRouteBuilder routes, FlagEndpoints flags, KillEndpoints kills)
    {
        routes.MapGet("/feature-flags", Answering(flags.GetAsync)).Describe(
            "The flags of the tenant as they count, and where each comes from.", [Answer<FlagsAnswer>(), .. Refused]);
        routes.MapPut("/feature-flags", Answering(flags.SetAsync)).Describe(
            "Changes flags; null goes back to what is inherited.",
            [Body<FlagsRequest>(), Answer<FlagsAnswer>(), .. Refused]);
        routes.MapGet("/kill-switch", Answering(kills.ListAsync)).Describe(
            "What is stopped.", [Answer<KillList>(), .. Refused]);
        routes.MapPut("/kill-switch", Answering(kills.ThrowAsync)).Describe(
            "Stops a canvas, the tenant or the server.", [Body<KillRequest>(), Answer<KillRecord>(), .. Refused]);
        routes.MapDelete("/kill-switch", Answering(kills.ReleaseAsync)).Describe(
            "Lets it go on.",
            [Query("scope", "canvas, tenant or server."), Query("canvas_id", "The canvas, in the scope canvas."),
                Answer<KillRecord>(), .. Refused, .. Refuses(Problems.NotFound)]);
    }
}
