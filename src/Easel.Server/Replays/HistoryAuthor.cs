using Easel.Documents;

namespace Easel.Server.Replays;

/// <summary>Who wants something made of a history.</summary>
/// <param name="By">As the artifact's record names them; its correlation id is that of the artifact.</param>
/// <param name="IsWanted">
/// Asked when it is kept: a right can end while it is made. Null where nobody's right is in question.
/// </param>
internal sealed record HistoryAuthor(Attribution By, Func<bool>? IsWanted = null);
