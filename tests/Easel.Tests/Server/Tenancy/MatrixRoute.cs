namespace Easel.Tests.Server.Tenancy;

/// <summary>What a route needs of who calls it.</summary>
internal enum Needs
{
    /// <summary>Nothing: it tells nobody anything.</summary>
    Nothing,

    /// <summary>It is not there, on the open listener.</summary>
    AdminListener,

    /// <summary>The system key.</summary>
    SystemKey,

    /// <summary>A token, of whatever tenant.</summary>
    Token,

    /// <summary>A role in the tenant of the request.</summary>
    Tenant,

    /// <summary>A canvas to read.</summary>
    Reading,

    /// <summary>A canvas to watch.</summary>
    Watching,

    /// <summary>The socket of a canvas.</summary>
    Socket,

    /// <summary>A canvas to edit.</summary>
    Editing,

    /// <summary>A map, or what is kept of a canvas, to change; elsewhere it is not there.</summary>
    Changing,

    /// <summary>Room for a canvas in the tenant of the request.</summary>
    Creating,

    /// <summary>To administer the tenant of the request.</summary>
    Administering,

    /// <summary>To own the tenant of the request, and a canvas in it.</summary>
    Owning,

    /// <summary>To administer the tenant in the path.</summary>
    AdministeringPath,

    /// <summary>To administer the system's tenant.</summary>
    Operating,
}

/// <summary>One route of the server and a request for it; <c>mine</c> stands for the canvas.</summary>
internal sealed record MatrixRoute(string Name, Needs Needs, string Path, string? Body = null)
{
    private const string Command =
        """{"base_rev":1,"ops":[{"kind":"remove","atom_id":"nothing"}],"actor_id":"bob"}""";

    /// <summary>A form; its boundary is what the requests of the matrix say.</summary>
    private const string Upload =
        "--matrix\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\na\r\n--matrix--\r\n";

    private const string Members = "/tenants/t_northstar/members";

    /// <summary>Every route of the server. One that is missing here fails the test.</summary>
    public static IReadOnlyList<MatrixRoute> All { get; } =
    [
        new("GET /", Needs.Nothing, "/"),
        new("HEAD /", Needs.Nothing, "/"),
        new("GET /assets/{name}", Needs.Nothing, "/assets/none.js"),
        new("HEAD /assets/{name}", Needs.Nothing, "/assets/none.js"),
        new("GET /openapi/{documentName}.json", Needs.Nothing, "/openapi/v1.json"),
        new("GET /asyncapi.yaml", Needs.Nothing, "/asyncapi.yaml"),
        new("GET /health/live", Needs.Nothing, "/health/live"),
        new("GET /health/ready", Needs.Nothing, "/health/ready"),
        new("GET /metrics", Needs.AdminListener, "/metrics"),
        new("POST /auth/signup", Needs.Nothing, "/auth/signup", "{}"),
        new("POST /auth/login", Needs.Nothing, "/auth/login", "{}"),
        new("POST /auth/password", Needs.Nothing, "/auth/password", "{}"),
        new("POST /auth/accounts/{user}/disable", Needs.Operating, "/auth/accounts/zoe/disable"),
        new("POST /auth/accounts/{user}/enable", Needs.Operating, "/auth/accounts/zoe/enable"),
        new("POST /auth/invites", Needs.Administering, "/auth/invites", """{"role":"member"}"""),
        new("GET /auth/invites", Needs.Administering, "/auth/invites"),
        new("DELETE /auth/invites/{id}", Needs.Administering, "/auth/invites/0123456789abcdef"),
        new("POST /auth/bootstrap/tenants", Needs.SystemKey, "/auth/bootstrap/tenants"),
        new("POST /auth/ticket", Needs.Tenant, "/auth/ticket", "{}"),
        new("GET /tenants", Needs.Token, "/tenants"),
        new("POST /tenants", Needs.Operating, "/tenants", """{"tenant_id":"t_x","name":"x"}"""),
        new("GET /tenants/{tenant}/members", Needs.AdministeringPath, Members),
        new("PUT /tenants/{tenant}/members/{user}", Needs.AdministeringPath, $"{Members}/zoe", """{"role":"viewer"}"""),
        new("DELETE /tenants/{tenant}/members/{user}", Needs.AdministeringPath, $"{Members}/zoe"),
        new("POST /tenants/{tenant}/members/{user}/revoke", Needs.AdministeringPath, $"{Members}/zoe/revoke"),
        new("GET /feature-flags", Needs.Tenant, "/feature-flags"),
        new("PUT /feature-flags", Needs.Administering, "/feature-flags", """{"auto_mode":true}"""),
        new("GET /kill-switch", Needs.Administering, "/kill-switch"),
        new("PUT /kill-switch", Needs.Administering, "/kill-switch",
            """{"scope":"canvas","canvas_id":"other","mode":"freeze","reason":"matrix"}"""),
        new("DELETE /kill-switch", Needs.Administering, "/kill-switch?scope=canvas&canvas_id=other"),
        new("GET /events", Needs.Administering, "/events"),
        new("GET /verify", Needs.Operating, "/verify"),
        new("GET /verify/events", Needs.Operating, "/verify/events"),
        new("POST /verify/events", Needs.Operating, "/verify/events", "{}"),
        new("GET /canvas", Needs.Tenant, "/canvas"),
        new("POST /canvas", Needs.Creating, "/canvas", """{"canvas_id":"made"}"""),
        new("GET /canvas/{canvas_id}", Needs.Reading, "/canvas/mine"),
        new("GET /canvas/{canvas_id}/snapshot", Needs.Reading, "/canvas/mine/snapshot"),
        new("GET /canvas/{canvas_id}/preview.svg", Needs.Reading, "/canvas/mine/preview.svg"),
        new("GET /canvas/{canvas_id}/preview.png", Needs.Reading, "/canvas/mine/preview.png"),
        new("POST /canvas/{canvas_id}/previews", Needs.Changing, "/canvas/mine/previews", "{}"),
        new("POST /canvas/{canvas_id}/exports", Needs.Changing, "/canvas/mine/exports", """{"format":"easel"}"""),
        new("GET /canvas/{canvas_id}/commits", Needs.Reading, "/canvas/mine/commits"),
        new("GET /canvas/{canvas_id}/replay", Needs.Reading, "/canvas/mine/replay"),
        new("GET /canvas/{canvas_id}/commands/{key}/{**rest}", Needs.Reading, "/canvas/mine/commands/first"),
        new("POST /canvas/{canvas_id}/commands", Needs.Editing, "/canvas/mine/commands", Command),
        new("POST /canvas/{canvas_id}/undo", Needs.Editing, "/canvas/mine/undo", """{"base_rev":1}"""),
        new("POST /canvas/{canvas_id}/redo", Needs.Editing, "/canvas/mine/redo", """{"base_rev":1}"""),
        new("POST /canvas/{canvas_id}/restore", Needs.Editing, "/canvas/mine/restore",
            """{"base_rev":1,"to_rev":9}"""),
        new("POST /canvas/{canvas_id}/erase", Needs.Owning, "/canvas/mine/erase",
            """{"up_to_rev":1,"reason":"matrix"}"""),
        new("POST /canvas/{canvas_id}/audits", Needs.Changing, "/canvas/mine/audits", "{}"),
        new("GET /canvas/{canvas_id}/audits", Needs.Reading, "/canvas/mine/audits"),
        new("GET /canvas/{canvas_id}/audits/{audit_id}", Needs.Reading, "/canvas/mine/audits/none"),
        new("GET /audit-rulesets", Needs.Tenant, "/audit-rulesets"),
        new("POST /canvas/{canvas_id}/replays", Needs.Changing, "/canvas/mine/replays", "{}"),
        new("POST /canvas/{canvas_id}/walkthroughs", Needs.Changing, "/canvas/mine/walkthroughs", "{}"),
        new("POST /canvas/{canvas_id}/artifacts", Needs.Changing, "/canvas/mine/artifacts", Upload),
        new("GET /canvas/{canvas_id}/artifacts", Needs.Reading, "/canvas/mine/artifacts"),
        new("GET /artifacts/{artifact_id}", Needs.Reading, "/artifacts/art_mine"),
        new("GET /artifacts/{artifact_id}/lineage", Needs.Reading, "/artifacts/art_mine/lineage"),
        new("GET /artifacts/{artifact_id}/content", Needs.Reading, "/artifacts/art_mine/content"),
        new("DELETE /artifacts/{artifact_id}", Needs.Changing, "/artifacts/art_mine"),
        new("GET /canvas/{canvas_id}/runs", Needs.Reading, "/canvas/mine/runs"),
        new("GET /canvas/{canvas_id}/runs/{run_id}", Needs.Reading, "/canvas/mine/runs/none"),
        new("POST /canvas/{canvas_id}/runs/{run_id}/end", Needs.Changing, "/canvas/mine/runs/none/end"),
        new("GET /sse/canvas/{canvas_id}", Needs.Watching, "/sse/canvas/mine"),
        new("POST /ipc/{channel}", Needs.Changing, "/ipc/nomos:map:edit?map_id=mine",
            """{"baseRevision":1,"command":{"kind":"map-edit/create-light","at":{"x":1,"y":1}}}"""),
        new("GET /sse/maps/{map_id}", Needs.Watching, "/sse/maps/mine"),
        new("GET /msg/ws", Needs.Socket, "/msg/ws?canvas_id=mine"),
        new("CONNECT /msg/ws", Needs.Socket, "/msg/ws?canvas_id=mine"),
    ];

    /// <summary>The media type of the body.</summary>
    public string Type => Body == Upload ? "multipart/form-data; boundary=matrix" : "application/json";

    public HttpMethod Method => new(Name[..Name.IndexOf(' ', StringComparison.Ordinal)]);
}
