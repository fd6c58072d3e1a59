namespace Easel.Server.Tenancy;

/// <summary>The parts of a request's context that a request can name itself (SPEC TE1).</summary>
internal enum ContextKey
{
    Tenant, Env, Mode, Workspace, Project, App, Surface, Canvas, Projection, Panel, Thread, User, Session, Device,
}

/// <summary>How each part is spelled in headers, and in queries and <c>routing</c>.</summary>
internal static class ContextKeys
{
    public static readonly (ContextKey Key, string Header, string Name)[] All =
    [
        (ContextKey.Tenant, "X-Tenant-Id", "tenant_id"),
        (ContextKey.Env, "X-Env", "env"),
        (ContextKey.Mode, "X-Mode", "mode"),
        (ContextKey.Workspace, "X-Workspace-Id", "workspace_id"),
        (ContextKey.Project, "X-Project-Id", "project_id"),
        (ContextKey.App, "X-App-Id", "app_id"),
        (ContextKey.Surface, "X-Surface-Id", "surface_id"),
        (ContextKey.Canvas, "X-Canvas-Id", "canvas_id"),
        (ContextKey.Canvas, "X-Map-Id", "map_id"), // A map is to rights, switches and rooms what a canvas is.
        (ContextKey.Projection, "X-Projection-Id", "projection_id"),
        (ContextKey.Panel, "X-Panel-Id", "panel_id"),
        (ContextKey.Thread, "X-Thread-Id", "thread_id"),
        (ContextKey.User, "X-User-Id", "user_id"),
        (ContextKey.Session, "X-Session-Id", "session_id"),
        (ContextKey.Device, "X-Device-Id", "device_id"),
    ];
}
