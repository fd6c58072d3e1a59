using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Tests.Server.Artifacts;

namespace Easel.Tests.Server.Wire;

/// <summary>
/// Talks to a real server and writes down what was said, word for word. What differs from run to run (time, epoch, jitter) is
/// replaced by a value that does not; everything else is the contract.
/// </summary>
internal sealed partial class WireScene : IAsyncDisposable
{
    private const string Epoch = "0123456789abcdef";

    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 64,
    };

    private readonly EaselApp app;
    private readonly List<string> entries = [];
    private string epoch = "";

    private WireScene(EaselApp app) => this.app = app;

    public EaselApp App => app;

    /// <summary>The entries, one a line, as the file has them.</summary>
    public byte[] File => Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", entries)}\n]\n");

    public static async Task<WireScene> StartAsync() => new(await EaselApp.StartAsync());

    /// <summary>A request that is part of the story but not of the contract file.</summary>
    public async Task<Reply> Quietly(string path, string body, string user = "alice") =>
        Learn(await app.PostAsync(path, body, EaselApp.Token(user)));

    public async Task<Reply> Quietly(string path, string body, (string, string) header) =>
        Learn(await app.PostAsync(path, body, EaselApp.Token(), header));

    public Task Upload(string canvas, string content, params (string, string)[] fields) =>
        app.MakeAsync(canvas, content, fields);

    /// <summary>Opens a socket on the canvas.</summary>
    public async Task<SocketClient> Sit(string user, string session) =>
        await SocketClient.OpenAsync(app, $"?canvas_id=c&session_id={session}", EaselApp.Token(user));

    /// <summary>One says something (or nothing), and another hears something of it.</summary>
    public async Task Says(string rule, string name, SocketClient who, string? what, SocketClient listener)
    {
        if (what is not null) await who.SendAsync(what);
        string? heard;
        do heard = await listener.ReadTextAsync();
        while (heard is "ping" || IsEcho(heard));
        Learn(heard!);
        Add(rule, name, json =>
        {
            if (what is not null) json.WriteString("said", what);
            json.WriteString("heard", Steady(heard!));
        });

        // Arrivals are told when they happen, which may be before or after what this entry is about.
        bool IsEcho(string? text) => what is not null && text!.Contains("\"presence_state\"", StringComparison.Ordinal)
            && !what.Contains("presence", StringComparison.Ordinal);
    }

    public Task Post(string rule, string name, string path, string body, params (string, string)[] headers) =>
        Exchange(rule, name, "POST", path, body, headers);

    public Task Get(string rule, string name, string path, params (string, string)[] headers) =>
        Exchange(rule, name, "GET", path, null, headers);

    /// <summary>Opens a stream, lets something happen, and writes down the frames.</summary>
    public async Task Stream(
        string rule, string name, string path, int frames, Func<Task>? meanwhile = null, params (string, string)[] headers)
    {
        using var request = Ask("GET", path, headers);
        if (path.Contains("token=", StringComparison.Ordinal)) request.Headers.Authorization = null;
        using var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var bytes = await response.Content.ReadAsStreamAsync();
        var heard = new List<string> { await ReadFrame(bytes) };
        if (meanwhile is not null) await meanwhile();
        while (heard.Count < frames) heard.Add(await ReadFrame(bytes));
        Add(rule, name, json =>
        {
            WriteRequest(json, "GET", Steady(TokenInQuery().Replace(path, "token=TOKEN")), null, headers);
            json.WriteStartObject("response");
            json.WriteNumber("status", (int)response.StatusCode);
            json.WriteString("type", response.Content.Headers.ContentType!.ToString());
            json.WriteStartArray("frames");
            foreach (var frame in heard) json.WriteStringValue(Retry().Replace(Steady(frame), "retry: 2000\n"));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>Adds an entry that a scene of its own has put together.</summary>
    public void Add(string rule, string name, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("rule", rule);
            write(json);
            json.WriteEndObject();
        }

        entries.Add(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>The text without what differs from run to run.</summary>
    public string Steady(string text)
    {
        var steady = epoch.Length > 0 ? text.Replace(epoch, Epoch, StringComparison.Ordinal) : text;
        steady = CommitHash().Replace(steady, "\"$1\":\"" + new string('0', 64) + "\"");
        steady = ArtifactId().Replace(steady, "art_" + new string('0', 32));
        steady = MapId().Replace(steady, "m" + new string('0', 32));
        steady = MapEventId().Replace(steady, $"id: {Epoch}:");
        return Time().Replace(steady, "2026-01-02T03:04:05.678Z");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Exchange(string rule, string name, string method, string path, string? body, (string, string)[] headers)
    {
        using var request = Ask(method, path, headers);
        if (body is not null) request.Content = EaselApp.JsonContent(Encoding.UTF8.GetBytes(body));
        using var response = await app.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Learn(text);
        Add(rule, name, json =>
        {
            WriteRequest(json, method, path, body, headers);
            json.WriteStartObject("response");
            json.WriteNumber("status", (int)response.StatusCode);
            json.WriteString("type", response.Content.Headers.ContentType?.ToString());
            json.WritePropertyName("body");
            json.WriteRawValue(Steady(text));
            json.WriteEndObject();
        });
    }

    private static HttpRequestMessage Ask(string method, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EaselApp.Token());
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static void WriteRequest(
        Utf8JsonWriter json, string method, string path, string? body, (string Name, string Value)[] headers)
    {
        json.WriteStartObject("request");
        json.WriteString("method", method);
        json.WriteString("path", path);
        if (headers.Length > 0)
        {
            json.WriteStartObject("headers");
            foreach (var (name, value) in headers) json.WriteString(name, value);
            json.WriteEndObject();
        }

        if (body is not null)
        {
            json.WritePropertyName("body");
            json.WriteRawValue(body);
        }

        json.WriteEndObject();
    }

    private Reply Learn(Reply reply)
    {
        Learn(reply.Text);
        return reply;
    }

    private void Learn(string text)
    {
        if (EpochMember().Match(text) is { Success: true } found) epoch = found.Groups[1].Value;
    }

    private static async Task<string> ReadFrame(System.IO.Stream bytes)
    {
        var frame = new List<byte>();
        var one = new byte[1];
        while (frame.Count < 2 || frame[^1] != '\n' || frame[^2] != '\n')
        {
            if (await bytes.ReadAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(10)) == 0) break;
            frame.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. frame]);
    }

    [GeneratedRegex("20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-9:.]+Z")]
    private static partial Regex Time();

    [GeneratedRegex("\"(prev_hash|hash)\":\"[0-9a-f]{64}\"")]
    private static partial Regex CommitHash();

    [GeneratedRegex("art_[0-9a-f]{32}")]
    private static partial Regex ArtifactId();

    [GeneratedRegex("m[0-9a-f]{32}")]
    private static partial Regex MapId();

    [GeneratedRegex("id: [0-9a-z]+:")]
    private static partial Regex MapEventId();

    [GeneratedRegex("\"epoch\":\"([^\"]+)\"")]
    private static partial Regex EpochMember();

    [GeneratedRegex("retry: [123][0-9]{3}\n")]
    private static partial Regex Retry();

    [GeneratedRegex("token=[^&]+")]
    private static partial Regex TokenInQuery();
}
