using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Easel.Rig;

/// <summary>One thread appends all that waits, syncs once, and answers.</summary>
internal sealed partial class GroupCommitLog
{
    private const int BatchMax = 1_024;

    private readonly BlockingCollection<Waiting> waiting = [];
    private readonly Dictionary<string, long> heads = [];

    public GroupCommitLog(string path, NaiveStreams streams) =>
        new Thread(() => Run(path, streams)) { IsBackground = true }.Start();

    public Task<long> AppendAsync(string id, Command command)
    {
        var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add(new Waiting(id, command, done));
        return done.Task;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    private static partial int SyncData(int descriptor);

    private void Run(string path, NaiveStreams streams)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        var batch = new List<(Waiting One, long Rev, Range Line)>();
        using var lines = new MemoryStream();
        while (true)
        {
            batch.Clear();
            lines.SetLength(0);
            for (var one = waiting.Take(); one is not null;)
            {
                var rev = heads[one.Id] = heads.GetValueOrDefault(one.Id) + 1;
                var commit = new Commit(one.Id, rev, one.Command.Ops, one.Command.ActorId);
                var start = (int)lines.Length;
                JsonSerializer.Serialize(lines, commit, RigJson.Default.Commit);
                batch.Add((one, rev, start..(int)lines.Length));
                if (batch.Count == BatchMax || !waiting.TryTake(out one)) break;
            }

            file.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
            if (SyncData(descriptor) != 0) throw new IOException("fdatasync failed");
            foreach (var (one, rev, line) in batch)
            {
                streams.Publish(one.Id, rev, lines.GetBuffer().AsSpan(line));
                one.Done.SetResult(rev);
            }
        }
    }

    private sealed record Waiting(string Id, Command Command, TaskCompletionSource<long> Done);
}
