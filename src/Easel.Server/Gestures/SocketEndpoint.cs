using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using Easel.Server.Canvases;
using Easel.Server.Limits;
using Easel.Server.Tenancy;
using Easel.Server.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Options;

namespace Easel.Server.Gestures;

/// <summary><c>WS /msg/ws</c>: who may open a socket, and what it is made of (SPEC GS1, GS7).</summary>
internal sealed class SocketEndpoint(
    RequestContexts contexts, Access access, Origins origins, OpenSockets open, Rooms rooms, CanvasTrail trail,
    Commands commands, Rates rates, IOptions<GestureOptions> options, ServerSettings settings,
    IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    public async Task ServeAsync(HttpContext http)
    {
        RequestContext context = null!;
        Tenure tenure = null!;

        // The credentials last: a ticket that was looked at is used up.
        var refusal = Upgrade.Refuse(http) ?? origins.Refuse(http.Request)
            ?? contexts.TryOpen(http, Role.Viewer, out context, isStream: true)
            ?? (tenure = access.Hold(context, Rail.Socket)).Refuse(context.Named[ContextKey.Canvas])
            ?? (lifetime.ApplicationStopping.IsCancellationRequested
                ? Problems.NotReady.Because("The server stops.")
                : open.TryEnter(context));
        if (refusal is not null)
        {
            await http.Response.RefuseAsync(refusal);
            return;
        }

        try
        {
            await RunAsync(http, tenure);
        }
        finally
        {
            open.Leave(context);
        }
    }

    private async Task RunAsync(HttpContext http, Tenure tenure)
    {
        var context = tenure.Context;
        NoticeDeath(http);
        var limits = options.Value;
        var stream = await Upgrade.AcceptAsync(http);
        var outbox = new Outbox(stream, limits.WaitingBytesMax, clock);
        using var protocol = WebSocket.CreateFromStream(
            new GatedStream(stream, outbox), new WebSocketCreationOptions { IsServer = true });
        var seat = new Seat(rooms, trail, tenure, outbox, limits, CanvasTrail.RequestIdOf(http.Request), clock);
        var running = new SocketCommands(commands, contexts, rates, http, context, outbox, limits);
        var socket = new GestureSocket(
            http, tenure, contexts, protocol, outbox, seat, running, limits, settings, clock);
        open.Add(socket);

        // Those that are open when the stop begins are told; this one may have come a moment later.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            _ = socket.StopAsync(TimeSpan.FromSeconds(limits.CloseSeconds));
        try
        {
            await socket.RunAsync();
        }
        finally
        {
            open.Remove(socket);
        }
    }

    /// <summary>
    /// Lets the system end a connection whose other side is gone. A client that is merely silent acknowledges what it
    /// is sent, and stays (SPEC GS4).
    /// </summary>
    private void NoticeDeath(HttpContext http)
    {
        if (http.Features.Get<IConnectionSocketFeature>()?.Socket is not { ProtocolType: ProtocolType.Tcp } socket)
            return;
        var seconds = options.Value.DeadSeconds;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        if (!OperatingSystem.IsLinux()) return;
        var milliseconds = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(milliseconds, seconds * 1_000);
        socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, milliseconds);
    }
}
