using Easel.Documents;

namespace Easel.Tests.Contracts;

/// <summary>One empty store under test, with whatever it needs to live.</summary>
public abstract class StoreHost : IDisposable
{
    public abstract IDocumentStore Store { get; }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>A store that outlives its process.</summary>
public abstract class DurableHost : StoreHost
{
    /// <summary>Closes the store and opens it again.</summary>
    public abstract void Reopen();

    /// <summary>Opens a copy of what is durable now, while the store runs on: what a crash would leave.</summary>
    public abstract DurableHost OpenCopy();
}

/// <summary>The suites that a store must pass derive from this; a store adds one class for each of them.</summary>
public abstract class StoreContract(StoreHost host) : IDisposable
{
    protected IDocumentStore Store => host.Store;

    public void Dispose()
    {
        host.Dispose();
        GC.SuppressFinalize(this);
    }
}
