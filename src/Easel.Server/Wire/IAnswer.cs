using System.Text.Json;

namespace Easel.Server.Wire;

/// <summary>What a request is answered, whatever carries it: a response or a message on a socket.</summary>
internal interface IAnswer
{
    /// <summary>An HTTP status; from 400 on the body is a problem (SPEC GE2).</summary>
    int Status { get; }

    /// <summary>The code of the problem (SPEC GE2); null if it is none.</summary>
    string? Code => null;

    /// <summary>Writes the body, one JSON object.</summary>
    void WriteTo(Utf8JsonWriter json);
}
