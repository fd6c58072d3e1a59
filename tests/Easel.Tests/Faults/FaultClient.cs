using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Easel.Tests.Faults;

/// <summary>Speaks to the server and tells exactly what it knows afterwards.</summary>
internal sealed class FaultClient : IDisposable
{
    private readonly HttpClient http;

    public FaultClient(Uri url, string token)
    {
        http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public HttpClient Http => http;

    /// <summary>Sends a command once.</summary>
    public async Task<Attempt> SendAsync(Attempt attempt, CancellationToken ct = default)
    {
        attempt = attempt with { SentAt = Stopwatch.GetTimestamp(), AnsweredAt = long.MaxValue };
        try
        {
            using var content = new StringContent(Body(attempt), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync($"/canvas/{attempt.Canvas}/commands", content, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return Read(attempt, answer, body) with { AnsweredAt = Stopwatch.GetTimestamp() };
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return attempt with { Outcome = Outcome.NotSent, AnsweredAt = Stopwatch.GetTimestamp() };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            return attempt with { Outcome = Outcome.Unknown, Code = fault.GetType().Name };
        }
    }

    /// <summary>A GET, whatever its status.</summary>
    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The revision under which a key was committed, or null if it was not (SPEC CM3).</summary>
    public async Task<long?> FindAsync(string canvas, string key)
    {
        var (status, body) = await GetAsync($"/canvas/{canvas}/commands/{key}");
        using var json = JsonDocument.Parse(body);
        return status switch
        {
            200 => json.RootElement.GetProperty("rev").GetInt64(),
            404 when json.RootElement.GetProperty("code").GetString() == "COMMAND_UNKNOWN" => null,
            _ => throw new InvalidOperationException($"The look-up of {key} was answered {status} {body}"),
        };
    }

    /// <summary>Waits up to ten seconds until <c>/health/ready</c> says so, and why if it says no.</summary>
    public async Task AssertReadinessAsync(int expected)
    {
        var (status, body) = (0, "");
        for (var tries = 0; status != expected && tries < 100; tries++, await Task.Delay(100))
            (status, body) = await GetAsync("/health/ready");
        Assert.True(status == expected, $"/health/ready answered {status}, not {expected}: {body}");
        if (expected == 503) Assert.Contains("\"detail\"", body);
    }

    public void Dispose() => http.Dispose();

    private static string Body(Attempt attempt) => $$"""
        {"base_rev":{{attempt.Base}},"ops":{{attempt.Ops}},"actor_id":"alice","correlation_id":"{{attempt.Key}}",
        "on_mismatch":"{{(attempt.Rebase ? "rebase" : "reject")}}"}
        """;

    private static Attempt Read(Attempt attempt, HttpResponseMessage answer, string body)
    {
        using var document = JsonDocument.Parse(body);
        var json = document.RootElement;
        var code = json.TryGetProperty("code", out var text) ? text.GetString() : null;
        attempt = attempt with
        {
            Status = (int)answer.StatusCode,
            Code = code,
            Body = body,
            HasRetryAfter = answer.Headers.RetryAfter is not null,
        };
        return attempt.Status switch
        {
            200 => attempt with
            {
                Outcome = Outcome.Acknowledged,
                Rev = json.GetProperty("rev").GetInt64(),
                Replayed = json.TryGetProperty("replayed", out _),
                RebasedOps = json.TryGetProperty("ops", out var ops) ? ops.GetRawText() : null,
            },
            409 when code == "REV_MISMATCH" => attempt with
            {
                Outcome = Outcome.Stale,
                Rev = json.GetProperty("expected_rev").GetInt64(),
                Recovery = json.GetProperty("recovery").GetString() == "ops"
                    ? json.GetProperty("recovery_ops").GetRawText()[1..^1]
                    : null,
            },
            < 500 => attempt with { Outcome = Outcome.Refused },
            (int)HttpStatusCode.ServiceUnavailable when code != "OUTCOME_UNKNOWN" =>
                attempt with { Outcome = Outcome.Refused },
            _ => attempt with { Outcome = Outcome.Unknown },
        };
    }
}
