namespace Easel.Client;

/// <summary>Whose commits an undo or redo looks at (SPEC CM10).</summary>
public enum UndoReach
{
    /// <summary>Those of the authenticated subject.</summary>
    Actor,

    /// <summary>Those of one run.</summary>
    Run,

    /// <summary>Everybody's.</summary>
    All,
}

/// <summary>An undo, redo or restore on its way.</summary>
internal sealed record HistoryRequest(HistoryKind Kind, string Key)
{
    public UndoReach Scope { get; init; }

    public string? RunId { get; init; }

    /// <summary>Whether all of the run is to be undone.</summary>
    public bool Whole { get; init; }

    public long? ToRev { get; init; }

    public string Route => Kind switch
    {
        HistoryKind.Undo => "undo",
        HistoryKind.Redo => "redo",
        _ => "restore",
    };
}

/// <summary>What became of an undo, redo or restore.</summary>
public abstract record HistoryResult
{
    private HistoryResult()
    {
    }

    /// <summary>Done, and in the view.</summary>
    /// <param name="Rev">The revision that it made.</param>
    /// <param name="Mark">What it undid, did again or restored.</param>
    public sealed record Done(long Rev, HistoryMark? Mark) : HistoryResult;

    /// <summary>There is nothing in scope to undo or do again.</summary>
    public sealed record NothingToDo : HistoryResult;

    /// <summary>The server refused it: for example a <c>to_rev</c> that there is not.</summary>
    public sealed record Refused(string Code, string Reason) : HistoryResult;
}
