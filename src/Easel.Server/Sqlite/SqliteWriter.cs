using System.Diagnostics;
using Easel.Documents;
using Easel.Server.Operations;

namespace Easel.Server.Sqlite;

/// <summary>
/// Group commit. One thread takes every write that waits, makes them durable with one sync and answers them; what
/// arrives meanwhile is the next batch. After an error the session is thrown away, and the next batch starts by
/// recovering.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private static readonly TimeSpan IdleBeforeCheckpoint = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan IdleBeforeReopening = TimeSpan.FromSeconds(1);

    private readonly Func<SqliteSession> open;
    private readonly SqliteDocuments documents;
    private readonly SqliteOptions options;
    private readonly ILogger log;
    private readonly object gate = new();
    private readonly Thread thread;
    private SqliteSession? session;
    private List<SqliteWrite> waiting = [];
    private List<TaskCompletionSource> compacting = [];
    private bool closing;

    /// <summary>Opens the first session at once, so that a store that cannot work fails at start.</summary>
    public SqliteWriter(Func<SqliteSession> open, SqliteDocuments documents, SqliteOptions options, ILogger log)
    {
        (this.open, this.documents, this.options, this.log) = (open, documents, options, log);
        session = open();
        thread = new Thread(Run) { Name = "sqlite writer", IsBackground = true };
        thread.Start();
    }

    /// <summary>Queues a write.</summary>
    public void Enqueue(SqliteWrite write)
    {
        bool isClosing;
        lock (gate)
        {
            isClosing = closing;
            if (!closing && waiting.Count < options.QueueMax)
            {
                waiting.Add(write);
                Measures.StoreWaiting.Add(1);
                Monitor.Pulse(gate);
                return;
            }
        }

        write.Answer(isClosing ? AppendResult.StorageFailed : AppendResult.Overloaded);
    }

    /// <summary>Writes the file anew; see <see cref="SqliteSession.Compact"/>.</summary>
    /// <exception cref="StorageUnavailableException">It could not.</exception>
    public Task CompactAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (closing) return Task.FromException(new StorageUnavailableException("the store closes"));
            compacting.Add(asked);
            Monitor.Pulse(gate);
        }

        return asked.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
    }

    private void Run()
    {
        while (TryTake(out var batch))
        {
            if (batch.Count > 0)
            {
                var result = Write(batch);
                Measures.StoreWaiting.Add(-batch.Count);
                foreach (var write in batch) write.Answer(result);
            }

            // No write need come to try again: those to documents in doubt are turned away before they get here.
            if (session is null && batch.Count == 0) Reopen();
            else if (session is { } current && (current.IsCheckpointDue || batch.Count == 0)) Checkpoint(current);
            Compact();
        }

        session?.Dispose();
    }

    /// <summary>
    /// Waits for writes. A quiet moment is an empty batch, if there is something to checkpoint or reopen.
    /// </summary>
    /// <returns>False when the writer is closed and nothing waits.</returns>
    private bool TryTake(out List<SqliteWrite> batch)
    {
        lock (gate)
        {
            var isIdle = false;
            while (waiting.Count == 0 && compacting.Count == 0 && !closing && !isIdle)
            {
                var patience = session is null ? IdleBeforeReopening
                    : session.HasUncheckpointed ? IdleBeforeCheckpoint
                    : Timeout.InfiniteTimeSpan;
                isIdle = !Monitor.Wait(gate, patience);
            }

            var count = Math.Min(waiting.Count, options.BatchMax);
            (batch, waiting) = count == waiting.Count ? (waiting, []) : (waiting[..count], waiting[count..]);
            return count > 0 || compacting.Count > 0 || !closing;
        }
    }

    private AppendResult Write(List<SqliteWrite> batch)
    {
        var committing = false;
        try
        {
            session ??= open();
            session.Begin();
            foreach (var write in batch) write.Stage(session);
            session.Prepare();
            committing = true;
            var startedAt = Stopwatch.GetTimestamp();
            session.Commit();
            Measures.StoreSync.Record(Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
            Measures.StoreBatch.Record(batch.Count);
            return AppendResult.Appended;
        }
        catch (Exception failure)
        {
            Measures.StoreFailures.Add(1);
            log.WritesFailed(failure, batch.Count, committing ? "at" : "before");
            var isFull = failure is SqliteException { IsFull: true };
            if (committing && !isFull) documents.Doubt(session!.Staged);
            Reopen();
            return isFull ? AppendResult.StorageFull : committing ? AppendResult.Unknown : AppendResult.StorageFailed;
        }
    }

    /// <summary>Finds out what is durable.</summary>
    private void Reopen()
    {
        session?.Dispose();
        session = null;
        try
        {
            session = open();
        }
        catch (Exception failure)
        {
            log.NotRecovered(failure);
        }
    }

    private void Checkpoint(SqliteSession current)
    {
        try
        {
            current.Checkpoint();
        }
        catch (Exception failure)
        {
            log.CheckpointFailed(failure);
            Reopen();
        }
    }

    /// <summary>Once for all who asked until now.</summary>
    private void Compact()
    {
        List<TaskCompletionSource> asked;
        lock (gate) (asked, compacting) = (compacting, []);
        if (asked.Count == 0) return;
        try
        {
            session ??= open();
            session.Compact();
            foreach (var one in asked) one.SetResult();
        }
        catch (Exception failure)
        {
            log.CompactionFailed(failure);
            var isFull = failure is SqliteException { IsFull: true };
            foreach (var one in asked)
                one.SetException(new StorageUnavailableException("the file is not written anew", failure, isFull));
            Reopen();
        }
    }
}
