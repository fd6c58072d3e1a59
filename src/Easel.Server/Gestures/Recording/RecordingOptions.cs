using System.ComponentModel.DataAnnotations;

namespace Easel.Server.Gestures.Recording;

/// <summary>The limits of recorded gestures.</summary>
internal sealed class RecordingOptions
{
    public const string Section = "Recording";

    /// <summary>Milliseconds between two writes, and so between two keyframes of one session and kind.</summary>
    [Range(10, 60_000)] public int KeyframeMs { get; set; } = 1_000;

    /// <summary>
    /// Bytes that may wait for one canvas; beyond, keyframes are kept of what comes until the next write.
    /// </summary>
    [Range(1_024, 1 << 30)] public int WaitingBytesMax { get; set; } = 4 << 20;

    /// <summary>Bytes after which a canvas goes on in a new file.</summary>
    [Range(1_024, 1 << 30)] public int FileBytesMax { get; set; } = 4 << 20;

    /// <summary>Files of one canvas; the oldest goes when there is one more.</summary>
    [Range(1, 10_000)] public int FilesMax { get; set; } = 16;

    /// <summary>Bytes of all canvases of a tenant; the oldest files go, whichever canvas they are of.</summary>
    [Range(1_024, 1L << 50)] public long TenantBytesMax { get; set; } = 1L << 30;

    /// <summary>Days after which a file is deleted when its canvas is written to.</summary>
    [Range(1, 3_650)] public int DaysMax { get; set; } = 30;
}
