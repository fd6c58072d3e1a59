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

    /// <summary>When to come again, where that is known; whole seconds on the wire.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Problem.Type);
        json.WriteString("title"u8, Problem.Title);
        json.WriteNumber("status"u8, Problem.Status);
        json.WriteString("detail"u8, Detail);
        json.WriteString("code"u8, Problem.Code);
        json.WriteString("message"u8, Detail);
        Members?.Invoke(json);
        json.WriteEndObject();
    }
}
