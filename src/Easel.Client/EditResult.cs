namespace Easel.Client;

/// <summary>What becomes of an edit at once.</summary>
public abstract record EditResult
{
    private EditResult()
    {
    }

    /// <summary>It is shown, and will be sent.</summary>
    /// <param name="Key">Its name; that of an earlier edit if it was merged into that one.</param>
    public sealed record Accepted(string Key) : EditResult;

    /// <summary>It does not fit what is shown, or is no edit at all. Nothing changed.</summary>
    /// <param name="OpIndex">Which op; null if it is about the edit as a whole.</param>
    /// <param name="Reason">For people.</param>
    public sealed record Misfit(int? OpIndex, string Reason) : EditResult;

    /// <summary>Too much waits already: for the server, or for the reader of the events. Nothing changed.</summary>
    public sealed record Full(string Reason) : EditResult;
}
