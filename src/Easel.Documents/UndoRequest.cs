namespace Easel.Documents;

/// <summary>
/// Asks for an edit whose ops the kernel finds itself: those that take the newest fitting commit back (SPEC CM10).
/// </summary>
public sealed record UndoRequest(UndoDirection Direction, UndoScope Scope)
{
    /// <summary>
    /// Asks to undo all that is in force in the scope, as one commit, and not only the newest (SPEC CM12).
    /// </summary>
    public bool IsWhole { get; init; }
}

/// <summary>Which kind of commit is taken back.</summary>
public enum UndoDirection
{
    /// <summary>One that did something, or did it again.</summary>
    Undo,

    /// <summary>One that undid something.</summary>
    Redo,
}
