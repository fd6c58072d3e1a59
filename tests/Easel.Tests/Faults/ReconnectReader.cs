using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Easel.Tests.Faults;

/// <summary>
/// A reader that comes back with its cursor whenever its connection breaks. It keeps a hash of all data, so that two
/// readers that saw the same commits in the same order end with the same hash.
/// </summary>
internal sealed class ReconnectReader(HttpClient http, string canvas, int seed, TimeSpan patience)
{
    private readonly Random random = new(seed);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long pending;

    public long Last { get; private set; }

    public int Connections { get; private set; }

    /// <summary>The first thing that must not be; null as long as all is well.</summary>
    public string? Fault { get; private set; }

    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Reads, loses its connection and comes back until told to stop.</summary>
    public async Task RunAsync(string token, Func<ReconnectReader, bool> isDone, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Fault is null && !isDone(this))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/sse/canvas/{canvas}{Query()}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (Connections % 2 == 1) request.Headers.TryAddWithoutValidation("Last-Event-ID", Cursor());
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
            try
            {
                silence.CancelAfter(patience);
                using var answer = await http.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
                if ((int)answer.StatusCode != 200) continue;
                Connections++;
                await ReadAsync(await answer.Content.ReadAsStreamAsync(silence.Token), isDone, silence);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                // Cut off, or silent for too long.
            }

            await Task.Delay(random.Next(50), CancellationToken.None);
        }
    }

    /// <summary>Takes one line of a stream, without its end.</summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("id: "u8)) pending = Utf8Parser.TryParse(line[4..], out long id, out _) ? id : 0;
        else if (line.StartsWith("event: reset"u8)) Fault ??= $"a reset after {Last}";
        else if (line.StartsWith("data: "u8) && pending > 0) TakeCommit(line[6..]);
    }

    private void TakeCommit(ReadOnlySpan<byte> data)
    {
        if (pending != Last + 1) Fault ??= $"{pending} came after {Last}";
        Span<byte> expected = stackalloc byte[64];
        Utf8.TryWrite(expected, $"{{\"type\":\"op_committed\",\"rev\":{pending},", out var length);
        if (!data.StartsWith(expected[..length]) || data[^1] != '}' || !Utf8.IsValid(data))
            Fault ??= $"the data of {pending} is broken";
        hash.AppendData(data);
        hash.AppendData("\n"u8);
        (Last, pending) = (pending, 0);
    }

    /// <summary>The forms of SPEC ST2, one after the other.</summary>
    private string Cursor() =>
        (Connections % 4 == 1 ? "" : $"{canvas}:") + Last.ToString(CultureInfo.InvariantCulture);

    private string Query() => (Connections % 4) switch
    {
        0 => $"?after={Last}",
        2 => $"?last_event_id={Cursor()}",
        _ => "",
    };

    private async Task ReadAsync(
        Stream body, Func<ReconnectReader, bool> isDone, CancellationTokenSource silence)
    {
        pending = 0; // An event that was cut in two is none.
        var bytes = PipeReader.Create(body);
        while (Fault is null && !isDone(this))
        {
            silence.CancelAfter(patience);
            var read = await bytes.ReadAsync(silence.Token);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                Take(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            bytes.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) return;
        }
    }
}
