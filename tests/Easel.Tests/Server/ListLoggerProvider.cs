using Microsoft.Extensions.Logging;

namespace Easel.Tests.Server;

/// <summary>Keeps every line that is logged, and every scope.</summary>
internal sealed class ListLoggerProvider : ILoggerProvider, ILogger
{
    private readonly List<string> lines = [];

    public List<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lock (lines) lines.Add(state.ToString()!);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (lines) lines.Add(formatter(state, exception) + exception);
    }

    public void Dispose()
    {
    }
}
