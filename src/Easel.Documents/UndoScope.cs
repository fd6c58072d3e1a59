namespace Easel.Documents;

/// <summary>Whose commits an undo looks at.</summary>
public abstract record UndoScope
{
    private UndoScope()
    {
    }

    /// <summary>Whether a commit belongs to the scope.</summary>
    public abstract bool Includes(CommitDetails commit);

    /// <summary>What one authenticated subject did.</summary>
    public sealed record Actor(string Subject) : UndoScope
    {
        /// <inheritdoc/>
        public override bool Includes(CommitDetails commit) => commit.By.Subject == Subject && commit.RestoreOf is null;
    }

    /// <summary>
    /// What was done in one run of an agent, which its commits name as <c>run_id</c> of their intent.
    /// </summary>
    public sealed record Run(string RunId) : UndoScope
    {
        /// <inheritdoc/>
        public override bool Includes(CommitDetails commit) =>
            commit.RestoreOf is null && commit.By.ReadRunId() == RunId;
    }

    /// <summary>Everything, restores and what the server itself did included.</summary>
    public sealed record All : UndoScope
    {
        /// <inheritdoc/>
        public override bool Includes(CommitDetails commit) => true;
    }
}
