namespace Easel.Server.Wire;

/// <summary>Every failure that this server answers (SPEC GE2), grouped by what the client has to do about it.</summary>
internal static class Problems
{
    // Retry after catch-up.
    public static readonly Problem RevMismatch = new("REV_MISMATCH", 409, "Built on another revision");
    public static readonly Problem NothingLeft = new("NOTHING_LEFT", 409, "Nothing left after the rebase");
    public static readonly Problem NothingToUndo = new("NOTHING_TO_UNDO", 409, "Nothing to undo or redo");
    public static readonly Problem NothingToReplay = new("NOTHING_TO_REPLAY", 409, "Nothing to replay");

    // Fix the request.
    public static readonly Problem MalformedJson = new("MALFORMED_JSON", 400, "Not acceptable as JSON");
    public static readonly Problem InvalidRequest = new("INVALID_REQUEST", 400, "Invalid request");
    public static readonly Problem ContextMismatch = new("CONTEXT_MISMATCH", 400, "Said twice and differently");
    public static readonly Problem NotFound = new("NOT_FOUND", 404, "Not found");
    public static readonly Problem RevUnknown = new("REV_UNKNOWN", 404, "No such revision");
    public static readonly Problem CommandUnknown = new("COMMAND_UNKNOWN", 404, "No such command");
    public static readonly Problem TenantExists = new("TENANT_EXISTS", 409, "The tenant exists already");
    public static readonly Problem MethodNotAllowed = new("METHOD_NOT_ALLOWED", 405, "Method not allowed");
    public static readonly Problem CanvasExists = new("CANVAS_EXISTS", 409, "The canvas exists already");
    public static readonly Problem AccountExists = new("ACCOUNT_EXISTS", 409, "The user name is taken");
    public static readonly Problem CursorUnknown = new("CURSOR_UNKNOWN", 410, "No such cursor");
    public static readonly Problem ArtifactDeleted = new("ARTIFACT_DELETED", 410, "The content was deleted");
    public static readonly Problem QuotaExceeded = new("QUOTA_EXCEEDED", 413, "The tenant has no room left");
    public static readonly Problem RangeUnknown = new("RANGE_UNKNOWN", 416, "The content has no such range");
    public static readonly Problem HashMismatch = new("HASH_MISMATCH", 422, "The content has another hash");
    public static readonly Problem TooLarge = new("TOO_LARGE", 413, "Too large");
    public static readonly Problem UnsupportedMediaType = new("UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported media type");
    public static readonly Problem OpInvalid = new("OP_INVALID", 422, "An op cannot be applied");
    public static readonly Problem KeyReused = new("IDEMPOTENCY_KEY_REUSED", 422, "The key belongs to another command");
    public static readonly Problem UpgradeRequired = new("UPGRADE_REQUIRED", 426, "A WebSocket is required");
    public static readonly Problem BaseRevRequired = new("BASE_REV_REQUIRED", 428, "base_rev is required");

    // Not allowed.
    public static readonly Problem Unauthenticated = new("UNAUTHENTICATED", 401, "Valid credentials are required");
    public static readonly Problem Forbidden = new("FORBIDDEN", 403, "The role does not allow it");
    public static readonly Problem TenantMismatch = new("TENANT_MISMATCH", 403, "The token is not for this tenant");
    public static readonly Problem OriginRefused = new("ORIGIN_REFUSED", 403, "The page is not allowed");
    public static readonly Problem RailDisabled = new("RAIL_DISABLED", 403, "Switched off for the tenant");
    public static readonly Problem CanvasKilled = new("CANVAS_KILLED", 423, "Stopped by an operator");
    public static readonly Problem CanvasFrozen = new("CANVAS_FROZEN", 423, "Frozen by an operator");
    public static readonly Problem ActorMismatch = new("ACTOR_MISMATCH", 403, "The token is not for this actor");

    // Slow down.
    public static readonly Problem RateLimited = new("RATE_LIMITED", 429, "Too many requests");

    // Not on this server.
    public static readonly Problem RasteriserMissing = new("RASTERISER_MISSING", 501, "There is no rasteriser");

    // Server fault.
    public static readonly Problem Internal = new("INTERNAL", 500, "Internal error");
    public static readonly Problem OutcomeUnknown = new("OUTCOME_UNKNOWN", 503, "The outcome is unknown");
    public static readonly Problem StorageFull = new("STORAGE_FULL", 503, "The storage is full");
    public static readonly Problem StorageFailed = new("STORAGE_FAILED", 503, "The storage failed");
    public static readonly Problem CanvasDamaged = new("CANVAS_DAMAGED", 503, "The stored canvas is damaged");
    public static readonly Problem ArtifactDamaged = new("ARTIFACT_DAMAGED", 503, "The stored artifact is damaged");
    public static readonly Problem RasteriserFailed = new("RASTERISER_FAILED", 503, "The rasteriser failed");
    public static readonly Problem Overloaded = new("OVERLOADED", 503, "Too much is waiting");
    public static readonly Problem NotReady = new("NOT_READY", 503, "Not ready");

    public static IReadOnlyList<Problem> All { get; } =
    [
        RevMismatch, NothingLeft, NothingToUndo, NothingToReplay,
        MalformedJson, InvalidRequest, ContextMismatch, NotFound, RevUnknown, CommandUnknown, MethodNotAllowed,
        TenantExists, CanvasExists, AccountExists, CursorUnknown, ArtifactDeleted, TooLarge, QuotaExceeded,
        UnsupportedMediaType, RangeUnknown, OpInvalid, HashMismatch, KeyReused, UpgradeRequired, BaseRevRequired,
        Unauthenticated, Forbidden, TenantMismatch, OriginRefused, ActorMismatch,
        RailDisabled, CanvasKilled, CanvasFrozen, RateLimited, RasteriserMissing, RasteriserFailed,
        Internal, OutcomeUnknown, StorageFull, StorageFailed, CanvasDamaged, ArtifactDamaged, Overloaded, NotReady,
    ];

    public static Refusal Because(this Problem problem, string detail) => new(problem, detail);
}
