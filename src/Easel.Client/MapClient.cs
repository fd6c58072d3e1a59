using System.Buffers;
using System.Text.Json;

namespace Easel.Client;

/// <summary>
/// One map on a server, as a program edits it. A request is made on the revision that its caller saw; where that is
/// gone, the map is read again and the refusal is returned. Nothing is ever sent twice by itself: whoever asked looks
/// at the map and decides anew. Safe for several threads, one request at a time.
/// </summary>
public sealed class MapClient : IDisposable
{
    private const string Stale = "map-edit/stale-revision";

    private readonly EaselHttp http;
    private readonly SemaphoreSlim turn = new(1);
    private volatile View view;

    private MapClient(EaselHttp http, MapSnapshot snapshot) => (this.http, view) = (http, new View(snapshot, 0));

    /// <summary>The map as it was last read whole; an edit moves only its revision.</summary>
    public MapSnapshot Snapshot
    {
        get => view.Snapshot;
        private set => view = view with { Snapshot = value };
    }

    /// <summary>Makes a <c>command</c> on the revision that was last seen.</summary>
    /// <param name="commandJson">A JSON object, for example
    ///   <c>{"kind":"map-edit/create-light","at":{"x":1,"y":2}}</c>.</param>
    /// <param name="ct">Ends the waiting; the edit may be made all the same.</param>
    /// <exception cref="EaselException">The server cannot be reached: whether it was made shows after
    ///   <see cref="RefreshAsync"/>.</exception>
    public Task<MapReply> EditAsync(string commandJson, CancellationToken ct = default) =>
        ChangeAsync("map:edit", "command", json => json.WriteRawValue(commandJson), ct);

    /// <summary>Takes edits back, all of them or none.</summary>
    /// <exception cref="EaselException">As <see cref="EditAsync"/>.</exception>
    public Task<MapReply> UndoAsync(int steps = 1, CancellationToken ct = default) =>
        ChangeAsync("map:undo", "steps", json => json.WriteNumberValue(steps), ct);

    /// <summary>Makes edits again that were taken back, all of them or none.</summary>
    /// <exception cref="EaselException">As <see cref="EditAsync"/>.</exception>
    public Task<MapReply> RedoAsync(int steps = 1, CancellationToken ct = default) =>
        ChangeAsync("map:redo", "steps", json => json.WriteNumberValue(steps), ct);

    /// <summary>Writes the map into its file, unless somebody else has changed that.</summary>
    /// <param name="overwrite">Whatever the file holds by now.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <exception cref="EaselException">The server cannot be reached.</exception>
    public Task<MapReply> SaveAsync(bool overwrite = false, CancellationToken ct = default) => InTurnAsync(async () =>
    {
        var reply = await SendAsync(
            http, "map:save", Snapshot.MapId, json => json.WriteBoolean("overwrite"u8, overwrite), ct)
            .ConfigureAwait(false);
        if (reply.IsOk) Know(reply.Value);
        return reply;
    }, ct);

    /// <summary>Reads the map again.</summary>
    /// <exception cref="EaselException">The server refused, or cannot be reached.</exception>
    public Task<MapSnapshot> RefreshAsync(CancellationToken ct = default) => InTurnAsync(() => ReadAsync(ct), ct);

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    internal static async Task<MapClient> OpenAsync(EaselHttp http, string path, CancellationToken ct)
    {
        var reply = await SendAsync(http, "map:open", null, json => json.WriteString("mapPath"u8, path), ct)
            .ConfigureAwait(false);
        return reply.IsOk ? new MapClient(http, MapSnapshot.Read(reply.Value)) : throw reply.ToException();
    }

    private Task<MapReply> ChangeAsync(
        string channel, string member, Action<Utf8JsonWriter> value, CancellationToken ct)
    {
        var seen = view;
        return InTurnAsync(async () =>
        {
            // Own edits before this one move the revision; what others did is not what the caller has seen.
            var at = (seen.Surprises == view.Surprises ? view : seen).Snapshot.Revision;
            var reply = await SendAsync(http, channel, Snapshot.MapId, json =>
            {
                json.WriteNumber("baseRevision"u8, at);
                json.WritePropertyName(member);
                value(json);
            }, ct).ConfigureAwait(false);
            if (reply.IsOk)
                Snapshot = Snapshot with
                {
                    Revision = reply.Value.GetProperty("revision").GetInt64(),
                    IsDirty = reply.Value.GetProperty("dirty").GetBoolean(),
                };
            else if (reply.Code == Stale) await ReadAsync(ct).ConfigureAwait(false);
            return reply;
        }, ct);
    }

    private async Task<MapSnapshot> ReadAsync(CancellationToken ct)
    {
        var reply = await SendAsync(http, "state:get", Snapshot.MapId, static _ => { }, ct).ConfigureAwait(false);
        return reply.IsOk ? Know(reply.Value.GetProperty("mapDocument")) : throw reply.ToException();
    }

    private MapSnapshot Know(JsonElement map)
    {
        var (now, before) = (MapSnapshot.Read(map), view);
        view = new View(now, before.Surprises + (now.Revision == before.Snapshot.Revision ? 0 : 1));
        return now;
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken ct)
    {
        await turn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return await act().ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task<MapReply> SendAsync(
        EaselHttp http, string channel, string? mapId, Action<Utf8JsonWriter> members, CancellationToken ct)
    {
        var to = new ArrayBufferWriter<byte>();
        var json = new Utf8JsonWriter(to);
        await using var _ = json.ConfigureAwait(false);
        json.WriteStartObject();
        if (mapId is not null) json.WriteString("mapId"u8, mapId);
        members(json);
        json.WriteEndObject();
        await json.FlushAsync(ct).ConfigureAwait(false);
        var answer = await http.AskAsync(HttpMethod.Post, $"/ipc/{channel}", to.WrittenMemory, ct)
            .ConfigureAwait(false);
        return MapReply.Read(answer);
    }

    /// <param name="Surprises">How often the map turned out to be another than what was seen.</param>
    private sealed record View(MapSnapshot Snapshot, int Surprises);
}
