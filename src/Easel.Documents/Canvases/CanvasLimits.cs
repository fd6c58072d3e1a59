using System.ComponentModel.DataAnnotations;

namespace Easel.Documents.Canvases;

/// <summary>Limits on the ops of one command (SPEC CM7).</summary>
public sealed class CanvasLimits
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Canvases";

    /// <summary>Ops in one command. Bounds how long one command can hold a canvas.</summary>
    [Range(1, 10_000)] public int OpsMax { get; set; } = 256;

    /// <summary>Bytes of one op as compact JSON.</summary>
    [Range(64, 1 << 24)] public int OpBytesMax { get; set; } = 64 * 1_024;

    /// <summary>Bytes of the whole state. Bounds what a snapshot, a recovery and a cold open take.</summary>
    [Range(1_024, 1 << 30)] public long StateBytesMax { get; set; } = 64 << 20;

    /// <summary>Atoms above an atom that is added or moved. Bounds what finding out who is below whom takes.</summary>
    [Range(1, 100_000)] public int DepthMax { get; set; } = 256;

    /// <summary>Properties of one op or meta members; bounds what an update of one property has to copy.</summary>
    [Range(1, 100_000)] public int PropertiesMax { get; set; } = 1_000;
}
