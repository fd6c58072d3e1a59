using System.Buffers;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Server.Cli;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>Every commit as it was, for who looks for a fault: in words, what it belongs to, and its ops.</summary>
internal sealed class DebugLog(IBufferWriter<byte> to) : IWalkthrough
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private int commits;

    public void Begin(HistoryRange range, Canvas canvas) => Write(
        $"canvas {range.Canvas.Id}, revisions {range.From.Number} to {range.To.Number}, epoch {range.Epoch}\n");

    public void Add(Commit commit, CommitDetails details)
    {
        commits++;
        using var line = JsonDocument.Parse(commit.Line, Deep);
        var (by, intent) = (details.By, Encoding.UTF8.GetString(details.By.Intent.Span));
        Write($"{CommitWords.Of(line.RootElement)}\n        at {details.At.UtcDateTime:O}  subject "
            + $"{CommitWords.Plain(by.Subject)} ({by.ActorType})  correlation {Shown(by.CorrelationId)}  "
            + $"trace {Shown(by.Trace)}  intent {Shown(intent)}  hash {commit.Hash}\n        "
            + $"{CommitWords.Plain(Encoding.UTF8.GetString(commit.Ops.Span))}\n");
    }

    public void Add(Canvas before, CanvasOp op, Canvas after)
    {
        // A commit is told whole.
    }

    public int Complete() => commits;

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? "-" : CommitWords.Plain(text);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, to);
}
