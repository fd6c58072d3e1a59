using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load;

/// <summary>The server under load: where it listens, how to be let in, which process it is.</summary>
internal sealed class Target
{
    private const int PatienceMs = 120_000;

    public Target(Arguments args)
    {
        Port = args.Number("port", 5080);
        Process = args.Text("pid") is { } id ? new ServerProcess(int.Parse(id, CultureInfo.InvariantCulture)) : null;
        var token = args.Text("token");
        if (args.Text("token-file") is { } file) token ??= File.ReadAllText(file).Trim();
        if (args.Text("data") is { } data) token ??= Sign(File.ReadAllBytes(Path.Combine(data, "token.key")));
        Head = $"Host: 127.0.0.1\r\nAuthorization: Bearer {token ?? "none"}\r\n";
    }

    public int Port { get; }

    public ServerProcess? Process { get; }

    /// <summary>The header lines that every request has.</summary>
    public string Head { get; }

    /// <param name="source">The last part of a loopback address to come from.</param>
    public Connection Connect(int source = 1) => new(Port, source);

    /// <summary>One request and its answer, for everything that is not measured by the thousand.</summary>
    /// <param name="header">One more line of the head, with its end.</param>
    public void Ask(
        Connection connection, string method, string path, string body, AnswerReader? read = null, string header = "")
    {
        var length = Encoding.UTF8.GetByteCount(body);
        var what = $"Content-Type: application/json\r\nContent-Length: {length}";
        var head = $"{method} {path} HTTP/1.1\r\n{Head}{header}{what}";
        connection.Write(Encoding.UTF8.GetBytes($"{head}\r\n\r\n{body}"));
        var until = Clock.Us + (PatienceMs * 1_000L);
        Answer answer;
        while (!connection.Flush() | !Answer.TryRead(connection.Received, out answer))
        {
            if (!connection.Receive()) Thread.SpinWait(50);
            if (Clock.Us > until) throw new TimeoutException($"{method} {path}");
        }

        read?.Invoke(answer);
        connection.Consume(answer.Length);
    }

    /// <summary>Looks at an answer while it is in the buffer.</summary>
    public delegate void AnswerReader(Answer answer);

    /// <summary>A token for a day, signed with the key in the server's data folder.</summary>
    private static string Sign(byte[] key)
    {
        const string Claims = """
            {"sub":"load","exp":EXP,"iss":"easel","aud":"easel","tenant_ids":["t_northstar"],
            "default_tenant_id":"t_northstar","role_map":{"t_northstar":"owner"}}
            """;
        var end = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var claims = Encoding.UTF8.GetBytes(Claims.Replace("EXP", end));
        var signed = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Encode(claims)}";
        return $"{signed}.{Encode(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
