using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace Easel.Client;

/// <summary>An answer, read whole.</summary>
internal sealed record HttpAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>What the answer says is wrong.</summary>
    public EaselException ToException()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TextOrNull("code") is { } code)
                return new EaselException(code, root.TextOrNull("message") ?? code, Status);
        }
        catch (JsonException)
        {
            // Not the server's own answer.
        }

        return new EaselException(
            Status == 401 ? "UNAUTHENTICATED" : EaselCodes.UnexpectedAnswer, $"The answer was {Status}.", Status);
    }
}

/// <summary>Requests with credentials and context, bounded in time and size.</summary>
internal sealed class EaselHttp(EaselClientOptions options, HttpClient http, TimeProvider clock)
{
    private readonly string prefix = options.BaseAddress.AbsoluteUri.TrimEnd('/');

    public EaselClientOptions Options => options;

    public TimeProvider Clock => clock;

    public Uri Address(string path) => new(prefix + path);

    /// <summary>Asks, and reads the whole answer.</summary>
    /// <exception cref="EaselException">No whole answer came in time.</exception>
    public async Task<HttpAnswer> AskAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte>? json, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            using var request = await RequestAsync(method, path, either.Token).ConfigureAwait(false);
            if (json is { } body) request.Content = JsonContent(body);
            using var response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            var bytes = await ReadAsync(stream, either.Token).ConfigureAwait(false);
            return new HttpAnswer((int)response.StatusCode, bytes, RetryAfter(response));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failed) when (IsNetwork(failed))
        {
            throw new EaselException(EaselCodes.Unreachable, $"No answer from {options.BaseAddress}.", inner: failed);
        }
    }

    /// <summary>As <see cref="AskAsync"/>, where anything but success is an exception.</summary>
    public async Task<ReadOnlyMemory<byte>> GetAsync(string path, CancellationToken ct)
    {
        var answer = await AskAsync(HttpMethod.Get, path, null, ct).ConfigureAwait(false);
        return answer.IsSuccess ? answer.Body : throw answer.ToException();
    }

    /// <summary>Opens an answer that does not end; only its headers are waited for.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? cursor, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        using var request = await RequestAsync(HttpMethod.Get, path, either.Token).ConfigureAwait(false);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (cursor is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", cursor);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
            .ConfigureAwait(false);
    }

    /// <summary>The headers that say who asks, and for whom.</summary>
    public async ValueTask<IReadOnlyList<(string Name, string Value)>> HeadersAsync(CancellationToken ct)
    {
        var headers = new List<(string, string)>();
        if (await options.Token(ct).ConfigureAwait(false) is { } token)
            headers.Add(("Authorization", $"Bearer {token}"));
        if (options.Tenant is { } tenant) headers.Add(("X-Tenant-Id", tenant));
        if (options.Env is { } env) headers.Add(("X-Env", env));
        return headers;
    }

    /// <summary>Whether a failure says no more than that no request arrived, or no answer.</summary>
    public static bool IsNetwork(Exception failed) =>
        failed is HttpRequestException or IOException or OperationCanceledException or TimeoutException
            or WebSocketException or SocketException or ObjectDisposedException;

    public static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private async ValueTask<HttpRequestMessage> RequestAsync(HttpMethod method, string path, CancellationToken ct)
    {
        var request = new HttpRequestMessage(method, Address(path));
        foreach (var (name, value) in await HeadersAsync(ct).ConfigureAwait(false))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static ReadOnlyMemoryContent JsonContent(ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream from, CancellationToken ct)
    {
        var to = new ArrayBufferWriter<byte>();
        while (await from.ReadAsync(to.GetMemory(), ct).ConfigureAwait(false) is var read and > 0)
        {
            to.Advance(read);
            if (to.WrittenCount > options.AnswerBytesMax)
                throw new EaselException(EaselCodes.UnexpectedAnswer, "The answer is too large.");
        }

        return to.WrittenMemory;
    }
}
