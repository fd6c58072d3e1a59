using System.Text.Json;
using Easel.Server.Wire;

namespace Easel.Server.DataFolder;

/// <summary>One process serves a data folder (SPEC CL1): this is the right to be it.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly ServedFolder folder;
    private readonly FileStream file;

    internal FolderLock(ServedFolder folder, FileStream file)
    {
        (this.folder, this.file) = (folder, file);
        File.Delete(folder.HolderFile); // Left by a holder that was killed.
    }

    /// <summary>Tells others who has the folder, and where they may find what is in it.</summary>
    public void Announce(string? url, string? adminUrl)
    {
        var next = folder.HolderFile + ".next";
        var holder = new Holder(Environment.ProcessId, url, adminUrl);
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(holder, WireJson.Default.Holder));
        File.Move(next, folder.HolderFile, overwrite: true); // Readers see all of it or nothing.
    }

    public void Dispose()
    {
        File.Delete(folder.HolderFile);
        file.Dispose();
    }
}
