using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Easel.Client;

/// <summary>Commands by POST, commits by server-sent events.</summary>
internal sealed class HttpTransport(EaselHttp http, string canvasId) : ICanvasTransport
{
    private readonly string path = $"/canvas/{Uri.EscapeDataString(canvasId)}";

    public async Task<CommandReply> SendAsync(Outgoing request, CancellationToken ct)
    {
        try
        {
            var answer = await http.AskAsync(HttpMethod.Post, $"{path}/{request.Route}", request.Body, ct)
                .ConfigureAwait(false);
            return CommandReply.Read(answer.Status, answer.Body, answer.RetryAfter);
        }
        catch (EaselException failed)
        {
            return new CommandReply.Unknown(failed.Message);
        }
    }

    public async Task<CanvasSnapshot> SnapshotAsync(long? rev, CancellationToken ct)
    {
        var query = rev is { } number ? $"?rev={number}" : "";
        var answer = await http.AskAsync(HttpMethod.Get, $"{path}/snapshot{query}", null, ct).ConfigureAwait(false);
        if (answer.IsSuccess) return Read(answer.Body);
        var failed = answer.ToException();
        return failed.Code switch
        {
            "NOT_FOUND" => CanvasSnapshot.Empty, // A name without commits (SPEC TE7).
            "REV_UNKNOWN" when rev is not null => await SnapshotAsync(null, ct).ConfigureAwait(false),
            _ => throw failed,
        };
    }

    public async IAsyncEnumerable<StreamEvent> FollowAsync(
        string cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        using var response = await OpenAsync(cursor, ct).ConfigureAwait(false);
        var raw = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var stream = new WatchedStream(raw, http.Options, http.Clock);
        await using var _ = stream.ConfigureAwait(false);
        yield return new StreamEvent.Opened();
        var parser = SseParser.Create(stream, (name, data) => (Name: name, Data: data.ToArray()));
        await using var items = parser.EnumerateAsync(ct).GetAsyncEnumerator(ct);
        var comeBackAfter = Timeout.InfiniteTimeSpan;
        while (await NextAsync(items, ct).ConfigureAwait(false))
        {
            stream.EventEnded();
            if (parser.ReconnectionInterval is var retry && retry != comeBackAfter)
                yield return new StreamEvent.Retry(comeBackAfter = retry);
            if (Read(items.Current.Data.Name, items.Current.Data.Data) is { } read) yield return read;
        }
    }

    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<SseItem<(string Name, byte[] Data)>> items, CancellationToken ct)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception broken) when (EaselHttp.IsNetwork(broken))
        {
            throw new EaselException(EaselCodes.Unreachable, "The stream broke off.", inner: broken);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(string cursor, CancellationToken ct)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await http.OpenAsync($"/sse{path}", cursor, ct).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            var body = await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            var answer = new HttpAnswer((int)response.StatusCode, body, EaselHttp.RetryAfter(response));
            response.Dispose();
            throw answer.ToException();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failed) when (EaselHttp.IsNetwork(failed))
        {
            response?.Dispose();
            throw new EaselException(EaselCodes.Unreachable, "The stream cannot be opened.", inner: failed);
        }
    }

    private static CanvasSnapshot Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return CanvasSnapshot.Read(body);
        }
        catch (Exception broken) when (broken is FormatException or JsonException)
        {
            throw new EaselException(EaselCodes.UnexpectedAnswer, "The answer is no snapshot.", inner: broken);
        }
    }

    private static StreamEvent? Read(string name, byte[] data)
    {
        try
        {
            return name switch
            {
                "op_committed" => new StreamEvent.Committed(CanvasCommit.Read(data)),
                "reset" => new StreamEvent.Reset(),
                "canvas_killed" => new StreamEvent.Killed(),
                _ => null,
            };
        }
        catch (FormatException broken)
        {
            var start = Encoding.UTF8.GetString(data.AsSpan(0, Math.Min(data.Length, 80)));
            throw new EaselException(EaselCodes.UnexpectedAnswer, $"The stream says {start}", inner: broken);
        }
    }
}
