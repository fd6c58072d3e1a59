using Easel.Load;

namespace Easel.Peers.Protocols;

/// <summary>How one kind of server is spoken to.</summary>
internal abstract class Protocol(Target target)
{
    /// <summary>Whether a writer hears the others' edits on its own connection.</summary>
    public virtual bool DoWritersListen => true;

    protected Target Target => target;

    /// <exception cref="FormatException">The name is unknown.</exception>
    public static Protocol Of(string? name, Target target) => name switch
    {
        "easel-http" => new EaselProtocol(target, Lane.Http),
        "easel-socket" => new EaselProtocol(target, Lane.Socket),
        "kestrel" => new EaselProtocol(target, Lane.Bare),
        "kestrel-echo" => new EaselProtocol(target, Lane.Echo),
        "sharedb" => new ShareDbProtocol(target),
        "hocuspocus" => new HocuspocusProtocol(target),
        "tldraw" => new TldrawProtocol(target),
        "socketio" => new SocketIoProtocol(target),
        "ws" => new BareProtocol(target),
        _ => throw new FormatException($"--protocol {name} is unknown."),
    };

    /// <summary>Opens a connection and waits until it is in step with its document.</summary>
    public abstract Participant Join(Seat seat);

    /// <summary>Makes a document, where the server did not begin with it.</summary>
    /// <returns>Its revision, if edits must name one.</returns>
    public virtual long Fill(string document, int elements) => 0;

    /// <summary>Opens a document as a user who comes to it does, and leaves again.</summary>
    /// <returns>The bytes that came.</returns>
    public virtual long Visit(string document, int number)
    {
        using var connection = Join(new Seat(document, number, Part.Subscriber)).Connection;
        return connection.BytesReceived;
    }
}
