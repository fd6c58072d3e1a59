using Easel.Server.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Easel.Server.Limits;

/// <summary>
/// How many connections of a listener are open. The framework counts those of all listeners together, so that a flood
/// on one would shut the other.
/// </summary>
internal sealed class ConnectionPlaces(int max)
{
    private int taken;

    public void Guard(ListenOptions listen) => listen.Use(next => connection => ServeAsync(connection, next));

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref taken) <= max) await next(connection);
            else
            {
                Measures.ConnectionsRefused.Add(1);
                connection.Abort();
            }
        }
        finally
        {
            Interlocked.Decrement(ref taken);
        }
    }
}
