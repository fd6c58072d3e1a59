using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>Tells what was done, in one form, while the history is read. It holds no more than one step.</summary>
internal interface IWalkthrough
{
    /// <summary>Begins with the state that the history is told from.</summary>
    void Begin(HistoryRange range, Canvas canvas);

    /// <summary>Tells a commit; its ops follow.</summary>
    void Add(Commit commit, CommitDetails details);

    /// <summary>Tells an op of the newest commit, and the states around it.</summary>
    void Add(Canvas before, CanvasOp op, Canvas after);

    /// <summary>Ends it.</summary>
    /// <returns>How many steps it has.</returns>
    int Complete();
}

/// <summary>What lists tell of a walkthrough.</summary>
internal sealed record WalkthroughFacts(long FromRev, long ToRev, string Format, int Steps);
