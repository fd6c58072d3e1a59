using Easel.Documents;

namespace Easel.Tests.Contracts;

// The contract suites on the store in memory.

public sealed class MemoryDocumentTests() : DocumentContract(new MemoryHost());

public sealed class MemoryAppendTests() : AppendContract(new MemoryHost());

public sealed class MemoryKeyTests() : KeyContract(new MemoryHost());

public sealed class MemoryReadTests() : ReadContract(new MemoryHost());

public sealed class MemoryConcurrencyTests() : ConcurrencyContract(new MemoryHost());

public sealed class MemoryModelTests() : ModelContract(new MemoryHost());

public sealed class MemoryFeedTests() : FeedContract(new MemoryHost());

public sealed class MemoryErasureTests() : ErasureContract(new MemoryHost());

internal sealed class MemoryHost : StoreHost
{
    public override IDocumentStore Store { get; } = new MemoryDocumentStore("e1");
}
