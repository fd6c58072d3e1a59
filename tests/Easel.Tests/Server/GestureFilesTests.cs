using Easel.Documents;
using Easel.Documents.Replays;
using Easel.Server;
using Easel.Server.Gestures.Recording;
using Microsoft.Extensions.Options;

namespace Easel.Tests.Server;

public sealed class GestureFilesTests : IDisposable
{
    private static readonly DocumentKey Canvas = new("t_northstar", "dev", "canvas", "c");
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("easel-gestures-").FullName;

    [Theory]
    [InlineData(1 << 20, 1)]
    [InlineData(1_024, 4)] // Files that are soon full.
    public async Task AR7_When_the_clock_goes_back_nothing_is_lost_and_all_of_it_is_found(int fileBytes, int filesMin)
    {
        var files = new GestureFiles(
            new ServerSettings { Data = folder, Env = "dev" },
            Options.Create(new RecordingOptions { FileBytesMax = fileBytes, FilesMax = 16 }));
        files.Append(Canvas, [At(Noon)]);
        for (var i = 0; i < 60; i++) files.Append(Canvas, [At(Noon.AddHours(-2).AddSeconds(i))]);
        files.Append(Canvas, [At(Noon.AddSeconds(1))]);

        var read = await files.ReadAsync(Canvas, Noon, Noon.AddSeconds(1), CancellationToken.None).ToListAsync();

        Assert.Equal(62, read.Count);
        Assert.Equal(read.Select(one => one.At).Order(), read.Select(one => one.At));
        Assert.InRange(
            Directory.GetFiles(folder, "*.jsonl", SearchOption.AllDirectories).Length, filesMin, 15);
    }

    [Theory]
    [InlineData("""{"at":1.5,"actor_id":"alice","kind":"caret","frame":{}}""")]
    [InlineData("""{"at":9223372036854775807,"actor_id":"alice","kind":"caret","frame":{}}""")]
    [InlineData("""{"at":99999999999999999999,"actor_id":"alice","kind":"caret","frame":{}}""")]
    [InlineData("""{"at":"1","actor_id":"alice","kind":"caret","frame":{}}""")]
    [InlineData("""{"at":1,"actor_id":"alice","kind":"caret"}""")]
    [InlineData("""{"at":1""")]
    [InlineData("[]")]
    public void AR7_A_line_that_is_none_is_passed_over(string line) => Assert.Null(GestureLine.TryRead(line));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RecordedGesture At(DateTimeOffset at) => new(at, "alice", "caret", "{}"u8.ToArray());
}
