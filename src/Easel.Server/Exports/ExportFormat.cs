namespace Easel.Server.Exports;

/// <summary>A form in which a canvas leaves this server.</summary>
internal sealed record ExportFormat(string Name, string MimeType, string Ending)
{
    /// <summary>What Obsidian and others read.</summary>
    public static readonly ExportFormat JsonCanvas = new("json-canvas", "application/json", ".canvas");

    /// <summary>A picture that needs nothing else.</summary>
    public static readonly ExportFormat Svg = new("svg", "image/svg+xml", ".svg");

    /// <summary>Everything: an import makes the same state of it, down to its hash.</summary>
    public static readonly ExportFormat Easel = new("easel", "application/json", ".json");

    public static IReadOnlyList<ExportFormat> All { get; } = [JsonCanvas, Svg, Easel];
}
