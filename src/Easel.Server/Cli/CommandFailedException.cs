namespace Easel.Server.Cli;

/// <summary>A command cannot do what it was asked for. The message is for the person who asked: why, and what to do.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
