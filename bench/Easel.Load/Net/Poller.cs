using System.Runtime.InteropServices;

namespace Easel.Load.Net;

/// <summary>Something that reads a connection.</summary>
internal interface IReader
{
    Connection Connection { get; }

    /// <summary>Bytes have arrived: take all that are complete.</summary>
    void Read();
}

/// <summary>One thread, one epoll, any number of connections.</summary>
internal sealed unsafe class Poller
{
    private const int EventsMax = 1_024;

    private readonly int epoll = Libc.EpollCreate(0);
    private readonly Libc.EpollEvent* events;
    private readonly List<IReader> readers = [];
    private readonly HashSet<IReader> unsent = [];

    public Poller()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException("The generator needs Linux on x86-64.");
        events = (Libc.EpollEvent*)NativeMemory.Alloc(EventsMax, (nuint)sizeof(Libc.EpollEvent));
    }

    public void Add(IReader reader)
    {
        var wanted = new Libc.EpollEvent { Events = Libc.EpollIn, Data = readers.Count };
        readers.Add(reader);
        if (Libc.EpollControl(epoll, Libc.EpollAdd, reader.Connection.Descriptor, &wanted) != 0)
            throw new IOException($"epoll_ctl: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Sends what the reader's connection has queued; what does not fit follows when there is room.</summary>
    public void Send(IReader reader)
    {
        if (!reader.Connection.Flush()) unsent.Add(reader);
    }

    /// <summary>Serves whatever is ready, waiting for at most a millisecond count.</summary>
    public void Poll(int timeoutMs)
    {
        var ready = Libc.EpollWait(epoll, events, EventsMax, unsent.Count > 0 ? 0 : timeoutMs);
        for (var i = 0; i < ready; i++)
        {
            var reader = readers[(int)events[i].Data];
            while (reader.Connection.Receive()) reader.Read();
        }

        if (unsent.Count > 0) unsent.RemoveWhere(reader => reader.Connection.Flush());
    }

    /// <summary>Serves until a time of <see cref="Measure.Clock"/>.</summary>
    public void PollUntil(long us)
    {
        while (Measure.Clock.Us < us) Poll(1);
    }
}
