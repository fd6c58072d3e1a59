using Easel.Documents;

namespace Easel.Server.Wire;

/// <summary>What a document that cannot be changed now is answered (SPEC GE6).</summary>
internal static class Unavailability
{
    public static Refusal Explain(EditOutcome outcome) => outcome switch
    {
        EditOutcome.Unavailable(UnavailableReason.StorageFull) =>
            Problems.StorageFull.Because("The disk is full; nothing was applied."),
        EditOutcome.Unavailable(UnavailableReason.DocumentDamaged) =>
            Problems.CanvasDamaged.Because("The stored document does not add up; nothing was changed."),
        EditOutcome.Unavailable(UnavailableReason.Overloaded) =>
            Problems.Overloaded.Because("Too many edits wait for this document; nothing was applied."),
        EditOutcome.Unavailable => Problems.StorageFailed.Because("The storage failed; nothing was applied."),
        EditOutcome.Unknown => Problems.OutcomeUnknown.Because(
            "It may or may not have been applied; send it again with the same key."),
        _ => throw new System.Diagnostics.UnreachableException(outcome.GetType().Name),
    };

    /// <summary>
    /// The same where something else has been done already: that nothing was applied would not be true (SPEC GE6).
    /// </summary>
    /// <param name="done">What has been done, and what to do about it, for people.</param>
    public static Refusal? After(string done, Refusal? failed) =>
        failed is { Status: >= 500 } ? Problems.OutcomeUnknown.Because(done) : failed;
}
