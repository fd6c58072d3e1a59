using Easel.Documents;
using Easel.Server.Stream;
using Easel.Server.Tenancy;

namespace Easel.Server.Gestures;

/// <summary>Presence and gestures for streams that ask for them (SPEC ST6), in the envelope of the socket.</summary>
internal sealed class RoomEvents(Rooms rooms, CanvasTrail trail) : IStreamSource
{
    public IDisposable? TryAttach(
        HttpRequest request, RequestContext context, DocumentKey canvas, Action<StreamEvent> post)
    {
        trail.Record(request, context, canvas);
        var (wantsPresence, wantsGestures) = (request.Query["presence"] == "1", request.Query["gestures"] == "1");
        return wantsPresence || wantsGestures
            ? rooms.Listen(canvas, new Reader(post, wantsPresence, wantsGestures))
            : null;
    }

    private sealed class Reader(Action<StreamEvent> post, bool wantsPresence, bool wantsGestures) : IRoomListener
    {
        public void HearGesture(ReadOnlyMemory<byte> json)
        {
            if (wantsGestures) post(new StreamEvent("gesture", json));
        }

        public void HearPresence(ReadOnlyMemory<byte> json)
        {
            if (wantsPresence) post(new StreamEvent("presence_state", json));
        }
    }
}
