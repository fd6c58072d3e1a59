using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>A walkthrough that is a list of steps.</summary>
internal abstract class StepList : IWalkthrough
{
    private Canvas canvas = Canvas.Empty;
    private WalkStep? step;
    private CommitDetails? newest;
    private int steps;

    public void Begin(HistoryRange range, Canvas from)
    {
        canvas = from;
        WriteBegin(range);
    }

    public void Add(Commit commit, CommitDetails details)
    {
        if (step?.Takes(details) != true)
        {
            Close();
            step = new WalkStep(details, commit.Revision, canvas);
        }

        step!.Add(commit, details);
        newest = details;
    }

    public void Add(Canvas before, CanvasOp op, Canvas after)
    {
        step!.Add(before, op, after, newest!);
        canvas = after;
    }

    public int Complete()
    {
        Close();
        WriteEnd();
        return steps;
    }

    protected abstract void WriteBegin(HistoryRange range);

    protected abstract void Write(WalkStep step, int number);

    protected abstract void WriteEnd();

    private void Close()
    {
        if (step is not null) Write(step, ++steps);
        step = null;
    }
}
