using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Easel.Load.Net;

/// <summary>One connection to the server, with what has arrived and what waits to be sent. Never blocks.</summary>
internal sealed unsafe class Connection : IDisposable
{
    private const int TryAgain = 11;
    private const int ReceiveRoom = 32 * 1_024;

    private readonly Socket socket =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private byte[] input = new byte[1_024];
    private byte[] output = new byte[1_024];
    private int inputStart, inputEnd, outputStart, outputEnd;

    public Connection(int port, int source = 1)
    {
        if (source > 1) socket.Bind(new IPEndPoint(new IPAddress([127, 0, 0, (byte)source]), 0));
        socket.Connect(IPAddress.Loopback, port);
        Descriptor = (int)socket.Handle;
    }

    public int Descriptor { get; }

    public long BytesReceived { get; private set; }

    public ReadOnlySpan<byte> Received => input.AsSpan(inputStart, inputEnd - inputStart);

    /// <summary>Moves past bytes that were understood.</summary>
    public void Consume(int count)
    {
        inputStart += count;
        if (inputStart == inputEnd) inputStart = inputEnd = 0;
    }

    /// <summary>Takes in what the kernel holds.</summary>
    /// <returns>False if that was nothing.</returns>
    public bool Receive()
    {
        MakeRoom(ref input, ref inputStart, ref inputEnd, ReceiveRoom);
        nint count;
        fixed (byte* to = input)
            count = Libc.Receive(Descriptor, to + inputEnd, input.Length - inputEnd, Libc.DontWait);
        if (count == 0) throw new IOException("The server closed the connection.");
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == TryAgain
                ? false
                : throw new IOException($"recv: {Marshal.GetLastPInvokeError()}");
        }

        inputEnd += (int)count;
        BytesReceived += count;
        return true;
    }

    /// <summary>Queues bytes to send.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(ref output, ref outputStart, ref outputEnd, bytes.Length);
        bytes.CopyTo(output.AsSpan(outputEnd));
        outputEnd += bytes.Length;
    }

    /// <summary>Sends what is queued.</summary>
    /// <returns>False if the kernel did not take all of it yet.</returns>
    public bool Flush()
    {
        while (outputStart < outputEnd)
        {
            const int Flags = Libc.DontWait | Libc.NoSignal;
            nint count;
            fixed (byte* from = output)
                count = Libc.Send(Descriptor, from + outputStart, outputEnd - outputStart, Flags);
            if (count <= 0)
            {
                return Marshal.GetLastPInvokeError() == TryAgain
                    ? false
                    : throw new IOException($"send: {Marshal.GetLastPInvokeError()}");
            }

            outputStart += (int)count;
        }

        outputStart = outputEnd = 0;
        return true;
    }

    public void Dispose() => socket.Dispose();

    private static void MakeRoom(ref byte[] buffer, ref int start, ref int end, int room)
    {
        if (buffer.Length - end >= room) return;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        if (buffer.Length - end < room) Array.Resize(ref buffer, Math.Max(2 * buffer.Length, end + room));
    }
}
