using System.Text.Json;

namespace Easel.Server.Runs;

/// <summary>
/// Up to where in the order of each tenant all runs have ended and are recorded. Losing the file costs only time: all
/// is read again, and what is recorded already is recognised.
/// </summary>
internal sealed class RunMarks(ServerSettings settings)
{
    private string File => Path.Join(settings.Data, "runs.json");

    public Dictionary<string, long> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(
                System.IO.File.ReadAllBytes(File), RunJson.Default.DictionaryStringInt64) ?? [];
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return [];
        }
    }

    /// <exception cref="IOException">What was there before may still be.</exception>
    public void Write(Dictionary<string, long> marks)
    {
        var next = File + ".next";
        System.IO.File.WriteAllBytes(
            next, JsonSerializer.SerializeToUtf8Bytes(marks, RunJson.Default.DictionaryStringInt64));
        System.IO.File.Move(next, File, overwrite: true);
    }
}
