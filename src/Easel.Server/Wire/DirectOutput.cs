using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Easel.Server.Wire;

/// <summary>
/// Gives every connection a <see cref="SocketOutput"/> in place of the pipe and the sending loop behind it. It stands
/// below TLS and HTTP, as connection middleware, so both work on it unchanged.
/// </summary>
internal static class DirectOutput
{
    public static void UseDirectOutput(this ListenOptions listen) => listen.Use(next => connection =>
        connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }
            ? ServeAsync(connection, socket, next)
            : next(connection));

    private static async Task ServeAsync(ConnectionContext connection, Socket socket, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        socket.Blocking = false;
        var output = new SocketOutput(socket);
        connection.Features.Set(output);
        connection.Transport = new Transport(transport.Input, output);
        try
        {
            await next(connection);
            await output.DrainAsync();
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
