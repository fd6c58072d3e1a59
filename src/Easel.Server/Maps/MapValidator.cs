using System.Text;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Documents.Maps.Checks;
using Easel.Server.Wire;

namespace Easel.Server.Maps;

/// <summary>What a validator says.</summary>
/// <param name="Failure">What to answer whoever wanted a valid map; null if it is one.</param>
/// <param name="Record">The same for <c>lastValidation</c>.</param>
internal sealed record MapVerdict(IpcAnswer? Failure, JsonRecord Record);

/// <summary>
/// Decides whether a map may be opened (SPEC MP7): the configured program, which sees the file; or else Easel's own
/// checks, which refuse only what no game could read and tell the rest as warnings.
/// </summary>
internal sealed class MapValidator(MapPrograms programs, TimeProvider clock)
{
    private const string Kind = "map-validation-error";

    private static readonly JsonShape Good = JsonShape.Of("ok", "validatedAtIso");
    private static readonly JsonShape Bad = JsonShape.Of("ok", "validatedAtIso", "reportText");
    private static readonly JsonShape Report = JsonShape.Of("kind", "rawText", "prettyText");
    private static readonly JsonShape Fault = JsonShape.Of("error");

    /// <summary>Looks at a map whose file holds this content.</summary>
    /// <param name="ended">Ends the wait for a program.</param>
    public async Task<MapVerdict> ValidateAsync(string file, JsonTree content, CancellationToken ended) =>
        await AskAsync(file, ended) ?? Look(content);

    /// <summary>Asks the configured program; null if there is none.</summary>
    public async Task<MapVerdict?> AskAsync(string file, CancellationToken ended)
    {
        if (!programs.IsConfigured) return null;
        var run = await programs.RunAsync(Path.GetDirectoryName(file)!, ["--validate-map", file], ended);
        if (run is null)
        {
            var failure = IpcAnswer.Fail(
                422, Kind, "map-validation/runner-failed", "The validator could not be started.");
            return new MapVerdict(failure, Failed("The validator could not be started."));
        }

        if (run.ExitCode == 0) return new MapVerdict(null, Passed);
        var message = run.ExitCode is null ? "The validator took too long." : "The map is not valid.";
        return Refuse(message, Hidden(string.IsNullOrWhiteSpace(run.Output) ? run.Errors : run.Output, file));
    }

    /// <summary>
    /// What the program said, with paths as they are from where it ran. It was given a full one and may repeat it, but
    /// where things are on the server is nobody's business.
    /// </summary>
    private static string Hidden(string report, string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        return report.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace(folder, ".", StringComparison.Ordinal);
    }

    /// <summary>Easel's own checks.</summary>
    public MapVerdict Look(JsonTree content)
    {
        if (MapDecoder.FaultOf(content) is { } fault)
            return Refuse("The map cannot be read.", JsonRecord.Of(Fault, JsonScalar.Of(fault)).ToString());
        var findings = MapFindings.Of(content).ToList();
        var record = Passed;
        if (findings.Count == 0) return new MapVerdict(null, record);
        var told = findings.Take(MapFindings.FindingsMax).Select(finding => (JsonTree)finding.ToJson());
        record = record.Set("findings", JsonList.Of([.. told])).Set("findingCount", JsonScalar.Of(findings.Count));
        return new MapVerdict(null, record);
    }

    private MapVerdict Refuse(string message, string report)
    {
        var raw = report.Trim();
        var pretty = JsonTree.TryRead(Encoding.UTF8.GetBytes(raw), MapLimits.DepthMax, out var tree, out _)
            ? Encoding.UTF8.GetString(MapFile.Write(tree).Span).TrimEnd('\n')
            : raw;
        var told = JsonRecord.Of(
            Report, JsonScalar.Of("map-validation-error-report"), JsonScalar.Of(raw), JsonScalar.Of(pretty));
        return new MapVerdict(
            IpcAnswer.Fail(422, Kind, "map-validation/invalid-map", message, "report", told), Failed(pretty));
    }

    private JsonRecord Passed => JsonRecord.Of(Good, JsonScalar.True, Now);

    private JsonScalar Now => JsonScalar.Of(Timestamp.Of(clock.GetUtcNow()));

    private JsonRecord Failed(string report) =>
        JsonRecord.Of(Bad, JsonScalar.False, Now, JsonScalar.Of(report));
}
