namespace Easel.Server.Cli;

/// <summary>A command cannot do what it was asked for. The message tells who asked why, and what to do.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
