using System.Net.Http.Headers;
using System.Text.Json;

namespace Easel.Tests.Server;

/// <summary>Reads a stream of server-sent events, frame by frame.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private EventReader(HttpResponseMessage response, StreamReader lines) =>
        (this.response, this.lines) = (response, lines);

    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(
        EaselApp app, string path, string? lastEventId = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token != "")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? EaselApp.Token());
        if (lastEventId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await app.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next event that is not a comment or a bare retry; null at the end.</summary>
    public async Task<Event?> ReadAsync()
    {
        string? id = null, name = null, data = null;
        while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            else if (line.Length == 0 && data is not null) return new Event(id, name, data);
        }

        return null;
    }

    public Task<string?> ReadLineAsync() => lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}

internal sealed record Event(string? Id, string? Name, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public long Rev => Json.GetProperty("rev").GetInt64();
}
