using System.Text.Json;
using Easel.Documents;

namespace Easel.Server.Runs;

/// <summary>
/// Up to where in the order of each tenant all runs have ended and are recorded. Losing the file costs only time: all
/// is read again, and what is recorded already is recognised.
/// </summary>
internal sealed class RunMarks(ServerSettings settings, IDocumentStore store)
{
    private string File => Path.Join(settings.Data, "runs.json");

    /// <summary>None if they are those of another history.</summary>
    public Dictionary<string, long> Read()
    {
        try
        {
            var marks = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), RunJson.Default.MarkedRuns);
            return marks?.Epoch == store.Epoch ? marks.Seqs : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }

    /// <returns>Whether they are written; what was there before may still be.</returns>
    public bool TryWrite(Dictionary<string, long> seqs)
    {
        try
        {
            var marks = JsonSerializer.SerializeToUtf8Bytes(
                new MarkedRuns(store.Epoch, seqs), RunJson.Default.MarkedRuns);
            System.IO.File.WriteAllBytes(File + ".next", marks);
            System.IO.File.Move(File + ".next", File, overwrite: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>The marks of a history.</summary>
internal sealed record MarkedRuns(string Epoch, Dictionary<string, long> Seqs);
