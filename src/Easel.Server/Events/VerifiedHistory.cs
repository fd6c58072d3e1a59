namespace Easel.Server.Events;

/// <summary>One line of a verification.</summary>
/// <param name="What"><c>document</c>, <c>feed</c> or <c>checkpoints</c>.</param>
/// <param name="Rev">How far the document, the tenant's order or the checkpoints go.</param>
/// <param name="BadRev">The first that is wrong, where one can be named.</param>
internal sealed record VerifiedHistory(
    string What, string? Tenant, string? Env, string? Kind, string? Id, long Rev, string? Hash, bool Ok, long? BadRev,
    string? Finding);
