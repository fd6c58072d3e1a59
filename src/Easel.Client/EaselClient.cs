using System.Buffers;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Easel.Client;

/// <summary>A server and who asks it. Keep one for the life of the program. Safe for several threads.</summary>
public sealed class EaselClient : IDisposable
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private readonly EaselHttp http;
    private readonly HttpClient? own;

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="options">Where, who, and the limits.</param>
    /// <param name="shared">
    /// An HTTP client to use; it is not disposed of. Its own timeout should be longer than <see
    /// cref="EaselClientOptions.RequestTimeout"/>, and for streams it ends with the headers.
    /// </param>
    /// <param name="clock">The time for waits and timeouts.</param>
    public EaselClient(EaselClientOptions options, HttpClient? shared = null, TimeProvider? clock = null)
    {
        own = shared is null ? Own(options) : null;
        http = new EaselHttp(options, shared ?? own!, clock ?? TimeProvider.System);
    }

    /// <summary>The canvases that the user may read, in order of id.</summary>
    /// <exception cref="EaselException">The server refused, or cannot be reached.</exception>
    public async IAsyncEnumerable<CanvasInfo> ListAsync(
        string? projectId = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        string? cursor = null;
        do
        {
            var query = string.Join('&', new[] { ("project_id", projectId), ("cursor", cursor) }
                .Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
            using var page = Parse(await http.GetAsync($"/canvas?{query}", ct).ConfigureAwait(false));
            foreach (var canvas in page.RootElement.GetProperty("canvases").EnumerateArray())
                yield return CanvasInfo.Read(canvas);
            cursor = page.RootElement.TextOrNull("next");
        }
        while (cursor is not null);
    }

    /// <summary>
    /// Makes an empty canvas. Not needed before <see cref="OpenAsync"/>: the first edit makes a canvas too.
    /// </summary>
    /// <exception cref="EaselException"><c>CANVAS_EXISTS</c>, or another refusal.</exception>
    public async Task<CanvasInfo> CreateAsync(
        string? canvasId = null, string? projectId = null, string? title = null, CancellationToken ct = default)
    {
        var to = new ArrayBufferWriter<byte>();
        var json = new Utf8JsonWriter(to);
        await using var _ = json.ConfigureAwait(false);
        json.WriteStartObject();
        if (canvasId is not null) json.WriteString("canvas_id"u8, canvasId);
        if (projectId is not null) json.WriteString("project_id"u8, projectId);
        if (title is not null) json.WriteString("title"u8, title);
        json.WriteEndObject();
        await json.FlushAsync(ct).ConfigureAwait(false);
        var answer = await http.AskAsync(HttpMethod.Post, "/canvas", to.WrittenMemory, ct).ConfigureAwait(false);
        if (!answer.IsSuccess) throw answer.ToException();
        using var created = Parse(answer.Body);
        return CanvasInfo.Read(created.RootElement);
    }

    /// <summary>The state now, or at a revision.</summary>
    /// <exception cref="EaselException"><c>NOT_FOUND</c>, <c>REV_UNKNOWN</c>, or another refusal.</exception>
    public async Task<CanvasSnapshot> SnapshotAsync(string canvasId, long? rev = null, CancellationToken ct = default)
    {
        var query = rev is { } number ? $"?rev={number}" : "";
        var path = $"/canvas/{Uri.EscapeDataString(canvasId)}/snapshot{query}";
        return CanvasSnapshot.Read(await http.GetAsync(path, ct).ConfigureAwait(false));
    }

    /// <summary>The commits after a revision, oldest first, page by page up to the head.</summary>
    /// <exception cref="EaselException"><c>NOT_FOUND</c>, or another refusal.</exception>
    public async IAsyncEnumerable<CanvasCommit> CommitsAsync(
        string canvasId, long after = 0, [EnumeratorCancellation] CancellationToken ct = default)
    {
        for (long? next = after; next is not null;)
        {
            var path = $"/canvas/{Uri.EscapeDataString(canvasId)}/commits?after={next}";
            using var page = Parse(await http.GetAsync(path, ct).ConfigureAwait(false));
            foreach (var commit in page.RootElement.GetProperty("commits").EnumerateArray())
                yield return CanvasCommit.Read(commit);
            next = page.RootElement.NumberOrNull("next");
        }
    }

    /// <summary>Opens a map file of the folder that the server serves, or joins those who have it open.</summary>
    /// <exception cref="EaselException">The server refused, or cannot be reached.</exception>
    public Task<MapClient> OpenMapAsync(string mapPath, CancellationToken ct = default) =>
        MapClient.OpenAsync(http, mapPath, ct);

    /// <summary>
    /// Opens a canvas to work on. One that nobody edited yet is empty. The server must be reachable now; later it need
    /// not be.
    /// </summary>
    /// <param name="pending">
    /// Where pending edits outlive the process; the session disposes of it. Without one they are kept in memory only.
    /// </param>
    /// <exception cref="EaselException">
    /// The server refused or cannot be reached, or what was saved is damaged. The store is then disposed of too.
    /// </exception>
    public async Task<CanvasSession> OpenAsync(
        string canvasId, IPendingStore? pending = null, CancellationToken ct = default)
    {
        var store = pending ?? new MemoryPendingStore();
        try
        {
            var transport = new HttpTransport(http, canvasId);
            var saved = await LoadAsync(store, ct).ConfigureAwait(false);
            var snapshot = await transport.SnapshotAsync(saved?.Rev, ct).ConfigureAwait(false);
            IReadOnlyList<CanvasEvent> told = [];
            var (actor, limits) = (http.Options.ActorId, http.Options.Optimistic);
            var canvas = saved is null
                ? new OptimisticCanvas(snapshot, actor, limits)
                : OptimisticCanvas.Reopen(snapshot, saved, out told, actor, limits);
            return new CanvasSession(canvasId, http, transport, store, canvas, told);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets go of the connections. Sessions end on their own.</summary>
    public void Dispose() => own?.Dispose();

    private static async Task<PendingState?> LoadAsync(IPendingStore store, CancellationToken ct)
    {
        try
        {
            return await store.LoadAsync(ct).ConfigureAwait(false) is { } bytes ? PendingState.Decode(bytes) : null;
        }
        catch (FormatException broken)
        {
            throw new EaselException(EaselCodes.PendingDamaged, broken.Message, inner: broken);
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body, Deep);
        }
        catch (JsonException broken)
        {
            throw new EaselException(EaselCodes.UnexpectedAnswer, "The answer is not JSON.", inner: broken);
        }
    }

    private static HttpClient Own(EaselClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // So that a changed address is noticed.
            AllowAutoRedirect = false, // The credentials are for this server.
            AutomaticDecompression = DecompressionMethods.GZip,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

/// <summary>What is known of a canvas besides its content.</summary>
public sealed record CanvasInfo(
    string CanvasId, string? Title, string? ProjectId, long HeadRev, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static CanvasInfo Read(JsonElement canvas) => new(
        canvas.TextOrNull("canvas_id") ?? "", canvas.TextOrNull("title"), canvas.TextOrNull("project_id"),
        canvas.NumberOrNull("head_rev") ?? 0, Time(canvas, "created_at"), Time(canvas, "updated_at"));

    private static DateTimeOffset Time(JsonElement canvas, string name) =>
        canvas.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String
            && at.TryGetDateTimeOffset(out var time) ? time : default;
}
