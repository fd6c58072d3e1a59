using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Maps;

/// <summary>
/// Where maps are and what checks them (SPEC MP6). All of it is an operator's: no request can name a folder or a
/// program.
/// </summary>
public sealed class MapOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Maps";

    /// <summary>
    /// Whose the folders are that the configuration names; everybody else has folders of their own in the data folder.
    /// </summary>
    [Required] public string Tenant { get; set; } = "t_northstar";

    /// <summary>The folder of assets; null if there is none.</summary>
    public string? AssetsFolder { get; set; }

    /// <summary>
    /// The program that checks a map file, run as <c>PROGRAM --validate-map FILE</c>; 0 means it is valid. Null or
    /// blank: Easel's own checks.
    /// </summary>
    public string? Executable { get; set; }

    /// <summary>Whether <c>save-and-run</c> runs the program with the name of the file.</summary>
    public bool MayRun { get; set; }

    /// <summary>How long the program may take; then it is killed, with all that it started.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ExecutableTimeMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of what the program writes that are kept; more is read and dropped.</summary>
    [Range(1_024, 1 << 24)] public int ExecutableOutputMax { get; set; } = 1 << 16;

    /// <summary>Programs that <c>save-and-run</c> has started and that still run; no more are started.</summary>
    [Range(1, 64)] public int RunsMax { get; set; } = 4;

    /// <summary>Bytes of an asset that can be read.</summary>
    [Range(1_024, MapDisk.FileBytesMax)] public int AssetBytesMax { get; set; } = 16 << 20;

    /// <summary>Programs that validate at once; others wait.</summary>
    [Range(1, 64)] public int ExecutablesMax { get; set; } = 2;

    /// <summary>How often a stream looks whether the file of its map was changed by somebody else.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FileLook { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Files that a list of a folder names.</summary>
    [Range(1, 100_000)] public int FilesMax { get; set; } = 10_000;

    /// <summary>What a new map begins with; blank leaves it out.</summary>
    public string? DefaultSky { get; set; }

    /// <inheritdoc cref="DefaultSky"/>
    public string? DefaultSoundfont { get; set; }

    /// <inheritdoc cref="DefaultSky"/>
    public string? DefaultBgmusic { get; set; }

    /// <summary>What editors offer for new rooms; Easel only passes it on.</summary>
    public string? DefaultWallTex { get; set; }

    /// <inheritdoc cref="DefaultWallTex"/>
    public string? DefaultFloorTex { get; set; }

    /// <inheritdoc cref="DefaultWallTex"/>
    public string? DefaultCeilTex { get; set; }
}
