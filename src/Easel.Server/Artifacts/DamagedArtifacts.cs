using System.Collections.Concurrent;
using Easel.Server.Operations;

namespace Easel.Server.Artifacts;

/// <summary>
/// Tells operators of contents that are not what their records say: of each once, however often somebody reads it or a
/// sweep passes.
/// </summary>
internal sealed partial class DamagedArtifacts(ILogger<DamagedArtifacts> log)
{
    /// <summary>How many are told of until the next start. By then it is known that the store is broken.</summary>
    public const int KnownMax = 10_000;

    private readonly ConcurrentDictionary<string, byte> known = new();

    /// <param name="name">An artifact, or the registry of a canvas.</param>
    public void Tell(string name, string finding)
    {
        if (known.Count >= KnownMax || !known.TryAdd(name, 0)) return;
        Measures.ArtifactsDamaged.Add(1);
        LogDamage(name, finding);
    }

    [LoggerMessage(1, LogLevel.Error, "Damage in the store of artifacts: {Name}: {Finding}")]
    private partial void LogDamage(string name, string finding);
}

/// <summary>A content is not what its record says. It is served to nobody rather than served wrong.</summary>
internal sealed class ArtifactDamagedException(string id, string finding) : Exception($"artifact {id}: {finding}");
