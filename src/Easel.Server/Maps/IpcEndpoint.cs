using Easel.Documents;
using Easel.Documents.Json.Trees;
using Easel.Documents.Maps;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Easel.Server.Maps;

/// <summary><c>POST /ipc/{channel}</c> (SPEC MP1). Every answer of it is an <see cref="IpcAnswer"/>.</summary>
internal sealed partial class IpcEndpoint(
    RequestContexts contexts, JsonBodies bodies, Rates rates, IpcChannels channels, ILogger<IpcEndpoint> log)
{
    public async Task ServeAsync(HttpContext http)
    {
        IpcAnswer answer;
        try
        {
            answer = await AnswerAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody waits for the answer any more.
        }
        catch (DocumentDamagedException damage)
        {
            LogDamage(damage);
            answer = IpcAnswer.Explain(new EditOutcome.Unavailable(UnavailableReason.DocumentDamaged));
        }
        catch (StorageUnavailableException failure)
        {
            LogStorage(failure);
            answer = IpcAnswer.Explain(failure.IsUnknown ? new EditOutcome.Unknown() : new EditOutcome.Unavailable(
                failure.IsFull ? UnavailableReason.StorageFull : UnavailableReason.StorageFailed));
        }

        await answer.WriteAsync(http.Response);
    }

    private async Task<IpcAnswer> AnswerAsync(HttpContext http)
    {
        NamedContext named = null!;
        var refusal = contexts.TryAuthenticate(http, isStream: false, out var identity)
            ?? rates.TryActor(identity)
            ?? RequestContexts.TryRead(http, out named);
        if (refusal is not null) return IpcAnswer.Refuse(refusal);
        if (channels.Find((string)http.Request.RouteValues["channel"]!) is not { } channel)
            return IpcAnswer.Refuse(Problems.NotFound.Because("There is no such channel."));

        var read = new ReadRequest();
        if (await ReadAsync(http, read) is { } unread) return unread;
        RequestContext context = null!;
        refusal = contexts.TryDecide(http, identity, named, channel.Needed, out context) ?? rates.TryTenant(context);
        if (refusal is not null) return IpcAnswer.Refuse(refusal);
        if (read.Tree.FindFault() is { } fault) return Malformed(fault);
        var (inBody, beside) = (read.Tree.TextOf("mapId"), named[ContextKey.Canvas]);
        if (inBody is not null && beside is not null && inBody != beside)
            return IpcAnswer.Refuse(Problems.ContextMismatch.Because("mapId is given twice and differently."));
        return await channel.RunAsync(new IpcCall(context, read.Tree, inBody ?? beside, http.RequestAborted));
    }

    /// <summary>No body is no request, which many channels need none of.</summary>
    private async Task<IpcAnswer?> ReadAsync(HttpContext http, ReadRequest read)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }) return null;
        if (http.Request.ContentLength == 0) return null;
        var refusal = await bodies.ReadAsync(http.Request, ReadRequest.From, read);
        return refusal is null ? null
            : refusal.Problem == Problems.MalformedJson ? Malformed(refusal.Detail)
            : IpcAnswer.Refuse(refusal);
    }

    private static IpcAnswer Malformed(string why) =>
        IpcAnswer.Fail(new MapEditError(MapEditCodes.InvalidJson, why));

    private sealed class ReadRequest
    {
        public JsonTree? Tree { get; private set; }

        public static Refusal? From(ReadOnlyMemory<byte> compact, ReadRequest into)
        {
            var isRead = JsonTree.TryRead(compact.Span, MapLimits.DepthMax, out var tree, out var fault);
            into.Tree = tree;
            return isRead ? null : Problems.MalformedJson.Because(fault!.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A stored map does not add up")]
    private partial void LogDamage(Exception damage);

    [LoggerMessage(2, LogLevel.Error, "Storage could not serve a map")]
    private partial void LogStorage(Exception failure);
}
