using System.Text.Json.Nodes;
using Easel.Load.Measure;
using Easel.Load.Net;

namespace Easel.Load.Loads;

/// <summary>What this disk takes to make 200 appended bytes durable: the floor under every acknowledgement.</summary>
internal sealed class DiskProbe(Arguments args)
{
    private const int RecordBytes = 200;

    private readonly string folder = args.Text("folder") ?? ".";
    private readonly double duration = args.Seconds("duration", 1);

    public JsonObject Run()
    {
        args.RefuseUnused();
        var path = Path.Combine(folder, "disk.probe");
        var took = new Histogram();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
            var record = new byte[RecordBytes];
            for (var end = Clock.Us + (long)(duration * 1e6); Clock.Us < end;)
            {
                var start = Clock.Us;
                file.Write(record);
                if (Libc.SyncData(descriptor) != 0) throw new IOException("fdatasync failed");
                took.Add(Clock.Us - start);
            }
        }

        File.Delete(path);
        return new JsonObject { ["p50_us"] = took.Quantile(0.5), ["p99_us"] = took.Quantile(0.99) };
    }
}
