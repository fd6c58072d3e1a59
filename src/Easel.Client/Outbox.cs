namespace Easel.Client;

/// <summary>A request on its way: the same bytes until an answer says that they were not applied.</summary>
/// <param name="Key">Of the edit or the history request.</param>
/// <param name="Route">The last part of the path.</param>
internal sealed record Outgoing(string Key, string Route, ReadOnlyMemory<byte> Body);

/// <summary>
/// Decides what is sent next: the oldest pending edit, or an undo when all that was edited before it is confirmed. One
/// at a time. As pure as <see cref="OptimisticCanvas"/>.
/// </summary>
internal sealed class Outbox(OptimisticCanvas canvas, string? actorId)
{
    private readonly List<Asked> asked = [];
    private readonly List<(long Rev, HistoryResult Result, Asked Asked)> answered = [];
    private (SentCommand Command, Outgoing Outgoing)? written;

    public OptimisticCanvas Canvas => canvas;

    /// <summary>Whether nothing waits to be sent or confirmed.</summary>
    public bool IsEmpty => canvas.Pending.Count + asked.Count + answered.Count == 0;

    /// <summary>Asks for an undo, redo or restore of what is committed once all edits so far are.</summary>
    public Task<HistoryResult> Ask(HistoryRequest request)
    {
        canvas.Seal();
        var after = canvas.Pending is [.., var last] ? last.Key : null;
        var one = new Asked(request, after, new(TaskCreationOptions.RunContinuationsAsynchronously));
        asked.Add(one);
        return one.Answer.Task;
    }

    /// <summary>What to send now, if anything.</summary>
    public Outgoing? Next()
    {
        if (asked is [var first, ..] && !canvas.Pending.Any(edit => edit.Key == first.After))
        {
            if (canvas.IsAstray || (first.Sent is null && canvas.Rev < first.From)) return null;
            return first.Sent ??= Write(first);
        }

        if (canvas.TakeCommand() is not { } command) return null;
        if (written?.Command != command)
            written = (command, new Outgoing(command.Key, "commands", CommandJson.Write(command)));
        return written.Value.Outgoing;
    }

    /// <summary>Takes in an answer.</summary>
    /// <returns>What to tell the user, in order.</returns>
    public IReadOnlyList<CanvasEvent> Take(Outgoing sent, CommandReply reply)
    {
        if (sent.Route == "commands") return canvas.Take(sent.Key, reply);
        if (asked is not [var first, ..] || first.Request.Key != sent.Key) return [];
        switch (reply)
        {
            case CommandReply.Behind behind:
                canvas.FindWay(behind, first.Base);
                (first.Sent, first.From) = (null, behind.HeadRev);
                return [];
            case CommandReply.Committed(var rev, _, var mark):
                Answer(rev, new HistoryResult.Done(rev, mark));
                break;
            case CommandReply.NothingToDo: Answer(0, new HistoryResult.NothingToDo()); break;
            case CommandReply.Refused(var code, _, var reason):
                Answer(0, new HistoryResult.Refused(code, reason));
                break;
            default: return [];
        }

        Advance();
        return [];

        void Answer(long rev, HistoryResult result)
        {
            asked.RemoveAt(0);
            answered.Add((rev, result, first));
        }
    }

    /// <summary>Answers who waits for a revision that the canvas has reached: its result is then in the view.</summary>
    public void Advance()
    {
        foreach (var (_, result, one) in answered.Where(one => one.Rev <= canvas.Rev)) one.Answer.TrySetResult(result);
        answered.RemoveAll(one => one.Rev <= canvas.Rev);
    }

    /// <summary>Tells all who wait that there will be no answer. What was sent may be applied all the same.</summary>
    public void Abandon(Exception why)
    {
        foreach (var one in asked.Concat(answered.Select(one => one.Asked))) one.Answer.TrySetException(why);
        asked.Clear();
        answered.Clear();
    }

    private Outgoing Write(Asked one)
    {
        one.Base = canvas.Rev;
        return new Outgoing(one.Request.Key, one.Request.Route, CommandJson.Write(one.Request, canvas.Rev, actorId));
    }

    private sealed class Asked(HistoryRequest request, string? after, TaskCompletionSource<HistoryResult> answer)
    {
        public HistoryRequest Request => request;

        public string? After => after;

        public TaskCompletionSource<HistoryResult> Answer => answer;

        public Outgoing? Sent { get; set; }

        public long Base { get; set; }

        public long From { get; set; }
    }
}
