namespace Easel.Server.Audits;

/// <summary>
/// How good a canvas is, from 0 to 1: <c>clean / (clean + weight)</c>. <c>clean</c> counts the atoms without a finding,
/// and one for the canvas; <c>weight</c> is the sum over all findings: 1 for an error, 0.25 for a warning, 0.05 for an
/// info. More clean atoms raise it and more weight lowers it, so to mend a finding, or to remove what it is about, can
/// only raise it. A canvas of twice the same has the same score, but for the one.
/// </summary>
internal static class Score
{
    // Four digits are kept, rounded down, so that only a canvas without findings has 1.
    private const double Steps = 10_000;

    // An info, a warning, an error.
    private static readonly double[] Weights = [0.05, 0.25, 1];

    /// <param name="findings">How many there are of each severity.</param>
    public static double Of(int cleanAtoms, ReadOnlySpan<int> findings)
    {
        var clean = 1.0 + cleanAtoms;
        var weight = 0.0;
        for (var severity = 0; severity < Weights.Length; severity++) weight += findings[severity] * Weights[severity];
        return Math.Floor(clean / (clean + weight) * Steps) / Steps;
    }
}
