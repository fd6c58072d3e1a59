namespace Easel.Peers.Suite;

/// <summary>A fresh server and what it is put to, one load after the other.</summary>
/// <param name="Repetitions">In how many of the repetitions it is done, from the first on.</param>
internal sealed record Step(Rig Rig, Documents Documents, IReadOnlyList<Load> Loads, int Repetitions = int.MaxValue);

/// <summary>One run of the generator.</summary>
/// <param name="Name">The workload; together with the rig it names the figures.</param>
/// <param name="Options">The verb and its options.</param>
/// <param name="Protocol">Where it is not the rig's own.</param>
/// <param name="As">Where a rig has two ways of being used: the name under which its figures stand.</param>
/// <param name="IsKept">False for a warm-up.</param>
internal sealed record Load(
    string Name, string[] Options, string? Protocol = null, string? As = null, bool IsKept = true);
