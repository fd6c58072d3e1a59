using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Tenancy;

/// <summary>
/// Remembers which canvas a request id was last used for, so that a socket that names only its request id finds the
/// canvas of the stream or command that its front end sent with the same id (SPEC GS1).
/// </summary>
internal sealed class CanvasTrail(TimeProvider clock)
{
    private const int StepsMax = 10_000;

    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<Name, LinkedListNode<Step>> steps = [];
    private readonly LinkedList<Step> oldestFirst = new();

    /// <summary>The id that a request gives itself, in its header or, where there can be none, in its query.</summary>
    public static string? RequestIdOf(HttpRequest request)
    {
        string? id = request.Headers["X-Request-Id"];
        if (id is null && request.QueryString.HasValue) id = request.Query["request_id"];
        return Ids.IsId(id) ? id : null;
    }

    /// <summary>Notes that a request was for this canvas. One without an id leaves no trail.</summary>
    public void Record(HttpRequest request, RequestContext context, DocumentKey canvas)
    {
        if (RequestIdOf(request) is not { } id) return;
        var name = NameOf(context, id);
        lock (gate)
        {
            if (steps.Remove(name, out var earlier)) oldestFirst.Remove(earlier);
            else if (steps.Count >= StepsMax) Forget(oldestFirst.First!);
            steps[name] = oldestFirst.AddLast(new Step(name, canvas, clock.GetUtcNow()));
        }
    }

    /// <returns>The canvas that the same actor last used with this id, if that was not too long ago.</returns>
    public DocumentKey? Find(RequestContext context, string requestId)
    {
        lock (gate)
        {
            if (!steps.TryGetValue(NameOf(context, requestId), out var step))
                return null;
            if (clock.GetUtcNow() - step.Value.At <= AgeMax) return step.Value.Canvas;
            Forget(step);
            return null;
        }
    }

    private static Name NameOf(RequestContext context, string requestId) =>
        new(context.Tenant, context.Env, context.Identity.Subject, requestId);

    private void Forget(LinkedListNode<Step> step)
    {
        steps.Remove(step.Value.Name);
        oldestFirst.Remove(step);
    }

    private readonly record struct Name(string Tenant, string Env, string Subject, string RequestId);

    private readonly record struct Step(Name Name, DocumentKey Canvas, DateTimeOffset At);
}
