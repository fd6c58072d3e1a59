using System.Text.Json;
using Easel.Documents;
using Easel.Server.DataFolder;

namespace Easel.Server.Runs;

/// <summary>
/// Up to where the order of each tenant was read, and which runs went on then. Losing the file costs only time: all is
/// read again, and what is recorded already is recognised for as long as canvases remember it.
/// </summary>
internal sealed class RunMarks(ServerSettings settings, IDocumentStore store)
{
    private string File => Path.Join(settings.Data, "runs.json");

    /// <summary>None if they are those of another history.</summary>
    public MarkedRuns Read()
    {
        var none = new MarkedRuns(store.Epoch, [], []);
        try
        {
            var marks = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), RunJson.Default.MarkedRuns);
            return marks is { Seqs: not null, Open: not null } && marks.Epoch == store.Epoch ? marks : none;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return none;
        }
    }

    /// <returns>Whether they are written; what was there before may still be.</returns>
    public bool TryWrite(Dictionary<string, long> seqs, IReadOnlyList<OpenRun> open)
    {
        try
        {
            var marks = JsonSerializer.SerializeToUtf8Bytes(
                new MarkedRuns(store.Epoch, seqs, open), RunJson.Default.MarkedRuns);
            DurableFile.Replace(File, marks);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>What is known of a history.</summary>
/// <param name="Seqs">For each tenant the number of the newest event that was read.</param>
/// <param name="Open">The runs that went on.</param>
internal sealed record MarkedRuns(string Epoch, Dictionary<string, long> Seqs, IReadOnlyList<OpenRun> Open);
