using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// Something that waits to be made durable. Answered once, after the transaction that it was part of.
/// </summary>
internal abstract class SqliteWrite
{
    /// <summary>Puts it into the open transaction. An exception rolls the whole transaction back.</summary>
    public abstract void Stage(SqliteSession session);

    /// <summary>The transaction ended so.</summary>
    public abstract void Answer(AppendResult result);
}

/// <summary>An append: the reason why everything else is here.</summary>
internal sealed class AppendWrite(Append append) : SqliteWrite
{
    private readonly TaskCompletionSource<AppendResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool lostRace;

    public Task<AppendResult> Done => done.Task;

    public override void Stage(SqliteSession session) => lostRace = !session.TryAppend(append);

    public override void Answer(AppendResult result) =>
        done.SetResult(lostRace && result == AppendResult.Appended ? AppendResult.LostRace : result);
}

/// <summary>A write that either happens or is a failure of storage.</summary>
internal sealed class PlainWrite<T>(Func<SqliteSession, T> stage) : SqliteWrite
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? answer;

    public Task<T> Done => done.Task;

    public override void Stage(SqliteSession session) => answer = stage(session);

    public override void Answer(AppendResult result)
    {
        if (result == AppendResult.Appended) done.SetResult(answer!);
        else done.SetException(new StorageUnavailableException(
            $"the write ended as {result}",
            isFull: result == AppendResult.StorageFull, isUnknown: result == AppendResult.Unknown,
            isOverloaded: result == AppendResult.Overloaded));
    }
}
