using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Gestures;

/// <summary>
/// The commands of one socket (SPEC GS8). They enter the queues of their canvases in the order in which they came, many
/// at a time; their answers leave in the same order per canvas, all that are ready in one write.
/// </summary>
internal sealed class SocketCommands(
    Commands commands, RequestContexts contexts, Rates rates, HttpContext http, RequestContext context, Outbox outbox,
    GestureOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<InFlight>> lanes = [];
    private readonly string prefix = http.Request.Prefix();
    private int count;
    private long bytes;
    private TaskCompletionSource? oneLess;

    /// <summary>Runs a command. The answer is waited for only while too many are under way.</summary>
    /// <param name="boundCanvas">The canvas of a command that names none.</param>
    public async ValueTask SubmitAsync(SocketMessage message, string? boundCanvas)
    {
        var canvasId = message.CanvasId ?? boundCanvas ?? "";
        InFlight? entered;
        while ((entered = TryEnter(message, canvasId)) is null) await WaitForOneAsync();
        Start(entered, message, canvasId);
    }

    /// <summary>Waits until every command has its answer.</summary>
    public async Task DrainAsync()
    {
        while (Volatile.Read(ref count) > 0) await WaitForOneAsync();
    }

    private InFlight? TryEnter(SocketMessage message, string canvasId)
    {
        lock (gate)
        {
            var size = message.Text.Length;
            var isFull = count >= options.CommandsInFlightMax || bytes + size > options.CommandBytesInFlightMax;
            if (isFull && count > 0) return null;
            (count, bytes) = (count + 1, bytes + size);
            if (!lanes.TryGetValue(canvasId, out var lane)) lanes[canvasId] = lane = new Queue<InFlight>();
            var entered = new InFlight(canvasId, IsId(message.Id) ? message.Id.ToArray() : "null"u8.ToArray(), size);
            lane.Enqueue(entered);
            return entered;
        }
    }

    private void Start(InFlight command, SocketMessage message, string canvasId)
    {
        if (TryMake(message, canvasId, out var made) is { } refusal)
        {
            Answer(command, refusal);
            return;
        }

        // It has entered its queue when this returns, so the next one comes behind it.
        var answer = commands.RunAsync(made);
        if (answer.IsCompletedSuccessfully) Answer(command, answer.Result);
        else _ = AwaitAsync(command, answer);
    }

    private Refusal? TryMake(SocketMessage message, string canvasId, out CanvasCommand command)
    {
        command = null!;
        if (!IsId(message.Id)) return Problems.InvalidRequest.Because("id must be a string of 1 to 255 bytes.");
        if (canvasId.Length == 0) return Problems.InvalidRequest.Because("canvas_id names no canvas.");
        if (context.Identity.Bound?[ContextKey.Canvas] is { } only && only != canvasId)
            return Problems.Forbidden.Because("The ticket was for another canvas.");
        if (rates.TryActor(context.Identity) is { } tooFast) return tooFast;
        if (message.Command.IsEmpty) return Problems.InvalidRequest.Because("command is missing.");
        var named = context.NamedFor(canvasId);
        var body = new CommandBody(named);
        RequestContext allowed = null!;
        var refusal = CommandBody.Read(message.Command, body)
            ?? contexts.TryDecide(http, context.Identity, named, Role.Member, out allowed)
            ?? rates.TryTenant(allowed);
        if (refusal is not null) return refusal;
        command = new CanvasCommand(CommandKind.Edit, allowed, allowed.Canvas(canvasId), body, Prefix: prefix);
        return null;
    }

    private async Task AwaitAsync(InFlight command, ValueTask<IAnswer> answer) => Answer(command, await answer);

    private void Answer(InFlight command, IAnswer answer)
    {
        var encoded = TryEncode(command, answer);
        bool isLast;
        lock (gate)
        {
            command.Answer = encoded;
            var lane = lanes[command.CanvasId];
            while (lane.TryPeek(out var oldest) && oldest.Answer is not null)
            {
                lane.Dequeue();
                (count, bytes) = (count - 1, bytes - oldest.Bytes);
                outbox.Queue(oldest.Answer);
            }

            if (lane.Count == 0) lanes.Remove(command.CanvasId);
            isLast = count == 0;
            oneLess?.TrySetResult();
            oneLess = null;
        }

        if (isLast) outbox.Flush();
        else outbox.FlushSoon();
    }

    /// <summary>An answer that cannot be written must not hold up those behind it.</summary>
    private static byte[] TryEncode(InFlight command, IAnswer answer)
    {
        try
        {
            return Encode(command, answer);
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            return Encode(command, Problems.OutcomeUnknown.Because("Send it again with the same key."));
        }
    }

    private static byte[] Encode(InFlight command, IAnswer answer)
    {
        var json = AnswerBuffer.TakeWriter(out var to);
        json.WriteStartObject();
        json.WriteString("type"u8, "command_result"u8);
        json.WritePropertyName("id"u8);
        json.WriteRawValue(command.Id, skipInputValidation: true);
        json.WriteNumber("status"u8, answer.Status);
        json.WritePropertyName("body"u8);
        answer.WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        return to.WrittenSpan.ToArray();
    }

    private Task WaitForOneAsync()
    {
        lock (gate)
        {
            if (count == 0) return Task.CompletedTask;
            oneLess ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return oneLess.Task;
        }
    }

    private static bool IsId(ReadOnlyMemory<byte> id) => id.Length is >= 3 and <= 257 && id.Span[0] == '"';

    private sealed class InFlight(string canvasId, byte[] id, int bytes)
    {
        public string CanvasId => canvasId;

        public byte[] Id => id;

        public int Bytes => bytes;

        public byte[]? Answer { get; set; }
    }
}
