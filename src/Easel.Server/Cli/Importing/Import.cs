using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Easel.Server.Cli.Importing;

/// <summary>
/// Sends the commands of a file. The key of each follows from the content of the file and its place in it, so an import
/// that was interrupted finds out how far it came, and goes on from there.
/// </summary>
internal sealed class Import(Connection server, string canvas, byte[] content)
{
    private const string Actor = "easel-import";
    private const int TriesMax = 30;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    private readonly ArrayBufferWriter<byte> body = new();

    /// <summary>What an earlier import of the same file has done already.</summary>
    /// <param name="Commands">The number of commands.</param>
    /// <param name="Rev">The revision to go on from.</param>
    /// <param name="WasEmpty">Whether the first of them found, or will find, an empty canvas.</param>
    public sealed record Progress(int Commands, long Rev, bool WasEmpty);

    /// <summary>Commands come in order, so the first that is missing is found by halving.</summary>
    public async Task<Progress> FindProgressAsync(CancellationToken ct)
    {
        if (await FindAsync(0, ct) is not { } first)
        {
            var record = await server.SendAsync(HttpMethod.Get, $"/canvas/{canvas}", null, ct);
            var head = record.Status switch
            {
                200 => JsonElement.Parse(record.Body).GetProperty("head_rev").GetInt64(),
                404 => 0,
                _ => throw record.Failure(),
            };
            return new Progress(0, head, head == 0);
        }

        var (done, rev, step) = (0, first, 1);
        while (await FindAsync(done + step, ct) is { } later) (done, rev, step) = (done + step, later, step * 2);
        for (step /= 2; step > 0; step /= 2)
        {
            if (await FindAsync(done + step, ct) is { } later) (done, rev) = (done + step, later);
        }

        return new Progress(done + 1, rev, first == 1);
    }

    /// <summary>Sends one command after the other, each built on what the one before it made.</summary>
    /// <returns>The revision of the last one.</returns>
    public async Task<long> SendAsync(
        IEnumerable<ReadOnlyMemory<byte>> commands, Progress from, Action<int> done, CancellationToken ct)
    {
        var (index, rev) = (0, from.Rev);
        foreach (var ops in commands)
        {
            // What was done before is made again all the same: the place of an edit follows from those before it.
            if (index++ < from.Commands) continue;
            rev = await SubmitAsync(index - 1, rev, ops, ct);
            done(index);
        }

        done(index);
        return rev;
    }

    private string Key(int index) => $"import:{hash}:{index}";

    private async Task<long?> FindAsync(int index, CancellationToken ct)
    {
        var reply = await server.SendAsync(HttpMethod.Get, $"/canvas/{canvas}/commands/{Key(index)}", null, ct);
        return reply.Status switch { 200 => reply.Rev, 404 => null, _ => throw reply.Failure() };
    }

    private async Task<long> SubmitAsync(int index, long baseRev, ReadOnlyMemory<byte> ops, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await TryPostAsync(index, baseRev, ops, ct);
            if (reply.Status == 200) return reply.Rev;
            if (reply.Status is not (429 or 503) || attempt == TriesMax) throw Explain(reply, baseRev);
            await Task.Delay(reply.RetryAfter, ct); // Sent again under the same key, so it cannot happen twice.
        }
    }

    private async Task<Reply> TryPostAsync(int index, long baseRev, ReadOnlyMemory<byte> ops, CancellationToken ct)
    {
        try
        {
            return await PostAsync(index, baseRev, ops, ct);
        }
        catch (HttpRequestException)
        {
            throw new CommandFailedException(
                $"The server has gone after {index:N0} commands. Run the same command again to go on from there.");
        }
    }

    private async Task<Reply> PostAsync(int index, long baseRev, ReadOnlyMemory<byte> ops, CancellationToken ct)
    {
        body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(body, Plain);
        json.WriteStartObject();
        json.WriteNumber("base_rev"u8, baseRev);
        json.WritePropertyName("ops"u8);
        json.WriteRawValue(ops.Span, skipInputValidation: true);
        json.WriteString("actor_id"u8, Actor);
        json.WriteString("correlation_id"u8, Key(index));
        json.WriteEndObject();
        await json.FlushAsync(ct);
        using var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        content.Headers.ContentType = new("application/json");
        return await server.SendAsync(HttpMethod.Post, $"/canvas/{canvas}/commands", content, ct);
    }

    private CommandFailedException Explain(Reply reply, long baseRev) => reply.Code == "REV_MISMATCH"
        ? new CommandFailedException(
            $"Someone else has edited {canvas} since revision {baseRev}. Import into another canvas: --canvas NAME")
        : reply.Failure();
}
