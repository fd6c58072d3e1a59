using System.Collections.Immutable;
using System.Text.Json;
using Easel.Server.Tenancy.Control;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary><c>/feature-flags</c> (SPEC TF2).</summary>
internal sealed class FlagEndpoints(RequestContexts contexts, Tenants tenants, Access access, JsonBodies bodies)
{
    public ValueTask<IAnswer> GetAsync(HttpContext http) => ValueTask.FromResult<IAnswer>(
        contexts.TryOpen(http, Role.Viewer, out var context) is { } refusal ? refusal : access.FlagsOf(context.Tenant));

    /// <summary>Merges: a flag that the body does not name stays as it is.</summary>
    public async ValueTask<IAnswer> SetAsync(HttpContext http)
    {
        // The body first: it can take its time, and the right to change flags can end meanwhile.
        if (contexts.TryAuthenticate(http, isStream: false, out _) is { } unknown) return unknown;
        var said = new Changes();
        if (await bodies.ReadAsync(http.Request, Changes.Read, said) is { } wrong) return wrong;
        if (contexts.TryAdminister(http, out var context) is { } refused) return refused;
        if (said.Flags.Count > 0
            && await tenants.RecordAsync(context.Tenant, new ControlOp.FlagsSet(said.Flags), context.By) is { } failed)
            return failed;
        return access.FlagsOf(context.Tenant);
    }

    private sealed class Changes
    {
        public ImmutableSortedDictionary<string, string?> Flags { get; private set; } =
            ImmutableSortedDictionary<string, string?>.Empty;

        public static Refusal? Read(ReadOnlyMemory<byte> compact, Changes into)
        {
            using var body = JsonDocument.Parse(compact);
            var refusal = Tenancy.Flags.TryRead(body.RootElement, out var flags);
            into.Flags = flags;
            return refusal;
        }
    }
}
