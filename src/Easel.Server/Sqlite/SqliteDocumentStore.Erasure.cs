using Easel.Documents;

namespace Easel.Server.Sqlite;

/// <summary>
/// Erasing: first the floor, in one transaction; then what is below it, a little at a time among the writes of others;
/// at last the file is written anew, because SQLite leaves copies of what it moved in free space.
/// </summary>
public sealed partial class SqliteDocumentStore
{
    /// <inheritdoc/>
    public async ValueTask EraseAsync(DocumentKey key, StoredSnapshot floor, CancellationToken ct)
    {
        // A damaged document says so here, and not in the middle of everybody's transaction.
        if (Find(key) is null) return;
        if (await WriteAsync(session => session.BeginErasure(key, floor)).ConfigureAwait(false) is not { } document)
            return;
        try
        {
            await FinishErasureAsync(document).ConfigureAwait(false);
        }
        catch (StorageUnavailableException failure)
        {
            throw new StorageUnavailableException("an erasure was begun and not finished", failure, isUnknown: true);
        }
    }

    private async Task FinishErasureAsync(SqliteDocument document)
    {
        // What is shelved from now on is without ops already, so what is found is all there is.
        var (id, floor) = (document.Id, document.Floor);
        await ReplaceAsync(document, (db, after) => ErasedRows.InJournal(db, id, floor, after)).ConfigureAwait(false);
        await ReplaceAsync(document, (db, after) => ErasedRows.InRuns(db, id, floor, after)).ConfigureAwait(false);
        await WriteAsync(session => session.DeleteSnapshots(id, floor)).ConfigureAwait(false);
        await writer.CompactAsync().ConfigureAwait(false);
        await WriteAsync(session => session.FinishErasure(id, floor)).ConfigureAwait(false);
    }

    private async Task ReplaceAsync(SqliteDocument document, Func<SqliteConnection, long, ErasedRows> find)
    {
        ErasedRows? found = null;
        do
        {
            var after = found?.Last ?? 0;
            found = Read(document, reader => find(reader.Connection, after));
            var rows = found.Rows;
            if (rows.Count > 0) await WriteAsync(session => session.Replace(rows)).ConfigureAwait(false);
        }
        while (!found.IsEnd);
    }

    /// <summary>Goes on with what a crash or a failure left undone.</summary>
    private async Task ResumeErasuresAsync(ILogger log)
    {
        try
        {
            foreach (var key in Read(reader => ErasedRows.Unfinished(reader.Connection)))
                await ResumeErasureAsync(key, log).ConfigureAwait(false);
        }
        catch (StorageUnavailableException failure)
        {
            if (!isClosed) log.ErasureNotFinished(failure);
        }
    }

    /// <summary>One that fails, because its document is damaged, keeps no other from being finished.</summary>
    private async Task ResumeErasureAsync(DocumentKey key, ILogger log)
    {
        try
        {
            if (Find(key) is { } document) await FinishErasureAsync(document).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is StorageUnavailableException or DocumentDamagedException)
        {
            if (!isClosed) log.ErasureNotFinished(failure);
        }
    }

    private Task WriteAsync(Action<SqliteSession> stage) => WriteAsync(session =>
    {
        stage(session);
        return true;
    });
}
