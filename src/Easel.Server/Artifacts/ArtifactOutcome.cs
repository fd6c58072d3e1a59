using Easel.Server.Wire;

namespace Easel.Server.Artifacts;

/// <summary>What can become of a draft.</summary>
internal abstract record ArtifactOutcome
{
    private ArtifactOutcome()
    {
    }

    /// <summary>Content and record are durable, now or (<paramref name="Replayed"/>) by an earlier request.</summary>
    public sealed record Written(ArtifactRecord Record, bool Replayed = false) : ArtifactOutcome;

    /// <summary>Nothing of it is kept, unless the refusal says that the outcome is unknown.</summary>
    public sealed record Refused(Refusal Refusal) : ArtifactOutcome;
}

/// <summary>Ends the writing of an artifact from within: what was written so far is not wanted.</summary>
internal sealed class ArtifactRefusedException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal => refusal;
}
