namespace Easel.Tests.Faults;

/// <summary>
/// Tests on the real process. They measure times and fill disks, so they run alone, after all others.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultTests
{
    public const string Name = "faults";

    /// <summary>
    /// How long a test is, from the environment: CI runs the short versions, <c>./test --faults</c> the long ones.
    /// </summary>
    internal static int Count(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var count) ? count : otherwise;
}
