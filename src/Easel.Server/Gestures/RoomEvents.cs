using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;

namespace Easel.Server.Gestures;

/// <summary>Presence and gestures for streams that ask for them (SPEC ST6), in the envelope of the socket.</summary>
internal sealed class RoomEvents(Rooms rooms) : IStreamSource
{
    public IDisposable? TryAttach(
        HttpRequest request, RequestContext context, DocumentKey canvas, Action<StreamEvent> post)
    {
        var (wantsPresence, wantsGestures) = (request.Query["presence"] == "1", request.Query["gestures"] == "1");
        return wantsPresence || wantsGestures
            ? rooms.Listen(canvas, new Reader(post, wantsPresence, () => wantsGestures && Shows(canvas, context)))
            : null;
    }

    private bool Shows(DocumentKey canvas, RequestContext context) =>
        context.Role >= Role.Member || rooms.VisibilityOf(canvas) == Visibility.Public;

    private sealed class Reader(Action<StreamEvent> post, bool wantsPresence, Func<bool> wantsGestures) : IRoomListener
    {
        public void HearGesture(ReadOnlyMemory<byte> json, PresentActor from, int kind)
        {
            if (wantsGestures()) post(new StreamEvent("gesture", json, NameOf(from, kind)));
        }

        public void HearPresence(ReadOnlyMemory<byte> json, PresentActor of)
        {
            if (wantsPresence) post(new StreamEvent("presence_state", json, NameOf(of, Kinds.Presence)));
        }

        // No session has a line break in its name.
        private static string NameOf(PresentActor actor, int kind) => $"{kind}\n{actor.SessionId}\n{actor.Subject}";
    }
}
