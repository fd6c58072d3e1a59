using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;

namespace Easel.Client;

/// <summary>What an answer to a command says about its outcome (SPEC GE6).</summary>
public abstract record CommandReply
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    private CommandReply()
    {
    }

    /// <summary>It is committed, now or by an earlier attempt.</summary>
    /// <param name="Dropped">What the server's rebase dropped, by place in the command.</param>
    /// <param name="Mark">What an undo, redo or restore stands for.</param>
    public sealed record Committed(long Rev, ImmutableArray<DroppedOp> Dropped, HistoryMark? Mark = null)
        : CommandReply;

    /// <summary>Not applied: the base has to be nearer to the head, or the rebase left nothing.</summary>
    /// <param name="HeadRev">What to catch up with.</param>
    /// <param name="Epoch">The history that it counts in, if the answer says so.</param>
    public sealed record Behind(long HeadRev, string? Epoch) : CommandReply;

    /// <summary>Not applied, and never will be as it is.</summary>
    public sealed record Refused(string Code, int? OpIndex, string Reason) : CommandReply;

    /// <summary>Nothing to undo, or to do again. Not applied.</summary>
    public sealed record NothingToDo : CommandReply;

    /// <summary>Not applied, for who asks or because the canvas is closed to edits.</summary>
    public sealed record NotAllowed(int Status, string Code, string Reason) : CommandReply;

    /// <summary>Not applied now.</summary>
    /// <param name="After">When to try again, if the server says so.</param>
    public sealed record TryLater(string Code, TimeSpan? After) : CommandReply;

    /// <summary>It may or may not have been applied; only the same command under the same key can tell.</summary>
    public sealed record Unknown(string Reason) : CommandReply;

    /// <summary>Understands an answer. What cannot be understood has an unknown outcome.</summary>
    public static CommandReply Read(int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter = null)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Deep);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return Read(status, document.RootElement, retryAfter);
        }
        catch (JsonException)
        {
            // A proxy's page, or half an answer.
        }

        return WithoutCode(status);
    }

    private static CommandReply Read(int status, JsonElement root, TimeSpan? retryAfter)
    {
        if (status == 200)
        {
            return root.NumberOrNull("rev") is { } rev
                ? new Committed(rev, WireText.ReadDropped(root), HistoryMark.Read(root))
                : new Unknown("a 200 without a revision");
        }

        if (root.TextOrNull("code") is not { } code) return WithoutCode(status);
        var reason = root.TextOrNull("reason") ?? root.TextOrNull("message") ?? code;
        return (status, code) switch
        {
            (409, "REV_MISMATCH" or "NOTHING_LEFT") when root.NumberOrNull("head_rev") is { } head =>
                new Behind(head, root.TextOrNull("epoch")),
            (409, "NOTHING_TO_UNDO") => new NothingToDo(),
            (422, "IDEMPOTENCY_KEY_REUSED") when root.NumberOrNull("original_rev") is { } original =>
                new Committed(original, []),
            (422, _) or (413, "TOO_LARGE") or (400, "MALFORMED_JSON") or (404, "REV_UNKNOWN") =>
                new Refused(code, (int?)root.NumberOrNull("op_index"), reason),
            (429, _) => new TryLater(code, retryAfter),
            (503, "OUTCOME_UNKNOWN") => new Unknown(reason),
            (503, _) => new TryLater(code, retryAfter),
            _ when status is >= 400 and < 500 => new NotAllowed(status, code, reason),
            _ => WithoutCode(status),
        };
    }

    /// <summary>Not Easel's own answer: only what HTTP itself promises of it can be relied on.</summary>
    private static CommandReply WithoutCode(int status) => status switch
    {
        401 => new NotAllowed(status, "UNAUTHENTICATED", "The credentials were refused."),
        403 => new NotAllowed(status, "FORBIDDEN", "The request was refused."),
        404 or 405 => new NotAllowed(status, EaselCodes.UnexpectedAnswer, "There is no Easel server at this address."),
        429 => new TryLater("RATE_LIMITED", null),
        _ => new Unknown($"status {status}"),
    };
}

/// <summary>Writes the bodies of commands. The same command gives the same bytes.</summary>
internal static class CommandJson
{
    public static byte[] Write(SentCommand command)
    {
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, WireText.Plain);
        json.WriteStartObject();
        json.WriteNumber("base_rev"u8, command.BaseRev);
        json.WritePropertyName("ops"u8);
        json.WriteRawValue(CanvasOpJson.Encode(command.Ops.Select(one => one.Op)).Span, skipInputValidation: true);
        if (command.ActorId is { } actor) json.WriteString("actor_id"u8, actor);
        json.WriteString("correlation_id"u8, command.Key);
        json.WriteString("on_mismatch"u8, "rebase"u8);
        command.Intent?.WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        return to.WrittenSpan.ToArray();
    }

    public static byte[] Write(HistoryRequest request, long baseRev, string? actorId)
    {
        var to = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(to, WireText.Plain);
        json.WriteStartObject();
        json.WriteNumber("base_rev"u8, baseRev);
        if (actorId is not null) json.WriteString("actor_id"u8, actorId);
        json.WriteString("correlation_id"u8, request.Key);
        json.WriteString("on_mismatch"u8, "rebase"u8);
        if (request.ToRev is { } rev) json.WriteNumber("to_rev"u8, rev);
        else json.WriteString("scope"u8, request.Scope.ToString().ToLowerInvariant());
        if (request.RunId is { } run) json.WriteString("run_id"u8, run);
        if (request.Whole) json.WriteBoolean("whole"u8, true);
        json.WriteEndObject();
        json.Flush();
        return to.WrittenSpan.ToArray();
    }
}
