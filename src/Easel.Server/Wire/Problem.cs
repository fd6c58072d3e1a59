using System.Text.Json;

namespace Easel.Server.Wire;

/// <summary>A kind of failure that clients can tell apart. All of them are in <see cref="Problems"/>.</summary>
internal sealed record Problem(string Code, int Status, string Title)
{
    public string Type { get; } = $"https://easel.dev/problems/{Code.ToLowerInvariant().Replace('_', '-')}";
}

/// <summary>One occurrence of a problem.</summary>
/// <param name="Detail">For people; never says more than its reader may know.</param>
/// <param name="Members">Writes what else this problem carries.</param>
internal sealed record Refusal(Problem Problem, string Detail, Action<Utf8JsonWriter>? Members = null) : IAnswer
{
    public int Status => Problem.Status;

    public string? Code => Problem.Code;

    /// <summary>When to come again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same on the wire: whole seconds, and never at once.</summary>
    public long? RetryAfterSeconds =>
        RetryAfter is { } wait ? Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)) : null;

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Problem.Type);
        json.WriteString("title"u8, Problem.Title);
        json.WriteNumber("status"u8, Problem.Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("code"u8, Problem.Code);
        json.WriteString("message"u8, Detail);
        if (RetryAfterSeconds is { } seconds) json.WriteNumber("retry_after"u8, seconds);
        Members?.Invoke(json);
        json.WriteEndObject();
    }
}
