using Easel.Documents;
using Easel.Server.Tenancy;

namespace Easel.Server.Canvases;

/// <summary>A command whose sender and canvas are known and allowed.</summary>
/// <param name="HeaderKey">The idempotency key of the request's header, if it has one; a key in the body wins.</param>
/// <param name="Prefix">The prefix that the request came by, for links in the answer.</param>
internal sealed record CanvasCommand(
    CommandKind Kind, RequestContext Context, DocumentKey Canvas, CommandBody Body,
    string? HeaderKey = null, string Prefix = "");

/// <summary>What a command asks for.</summary>
internal enum CommandKind
{
    /// <summary>To commit ops.</summary>
    Edit,

    /// <summary>To take a commit back.</summary>
    Undo,

    /// <summary>To take an undo back.</summary>
    Redo,

    /// <summary>To bring the state of an older revision back.</summary>
    Restore,
}
