namespace Easel.Tests.Contracts.Sqlite;

// The contract suites on SQLite, each twice: as it is configured by default, and so that it tidies up all the time.

public sealed class SqliteDocumentTests() : DocumentContract(SqliteHost.Calm());

public sealed class SqliteAppendTests() : AppendContract(SqliteHost.Calm());

public sealed class SqliteKeyTests() : KeyContract(SqliteHost.Calm());

public sealed class SqliteReadTests() : ReadContract(SqliteHost.Calm());

public sealed class SqliteConcurrencyTests() : ConcurrencyContract(SqliteHost.Calm());

public sealed class SqliteModelTests() : ModelContract(SqliteHost.Calm());

public sealed class SqliteFeedTests() : FeedContract(SqliteHost.Calm());

public sealed class SqliteFeedReopenTests() : FeedReopenContract(SqliteHost.Calm());

public sealed class SqliteReopenTests() : ReopenContract(SqliteHost.Calm());

public sealed class RestlessSqliteDocumentTests() : DocumentContract(SqliteHost.Restless());

public sealed class RestlessSqliteAppendTests() : AppendContract(SqliteHost.Restless());

public sealed class RestlessSqliteKeyTests() : KeyContract(SqliteHost.Restless());

public sealed class RestlessSqliteReadTests() : ReadContract(SqliteHost.Restless());

public sealed class RestlessSqliteConcurrencyTests() : ConcurrencyContract(SqliteHost.Restless());

public sealed class RestlessSqliteModelTests() : ModelContract(SqliteHost.Restless());

public sealed class RestlessSqliteReopenTests() : ReopenContract(SqliteHost.Restless());

public sealed class RestlessSqliteFeedTests() : FeedContract(SqliteHost.Restless());

public sealed class RestlessSqliteFeedReopenTests() : FeedReopenContract(SqliteHost.Restless());

public sealed class SqliteErasureTests() : ErasureContract(SqliteHost.Calm());

public sealed class RestlessSqliteErasureTests() : ErasureContract(SqliteHost.Restless());
