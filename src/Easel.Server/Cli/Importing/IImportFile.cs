using Easel.Documents.Canvases;

namespace Easel.Server.Cli.Importing;

/// <summary>A file as commands. The same file always gives the same ones, so that an import can be continued.</summary>
internal interface IImportFile
{
    /// <summary>What kind of file it is, in words.</summary>
    string Kind { get; }

    /// <summary>How many commands there will be, about.</summary>
    int CommandsAbout { get; }

    /// <summary>The op array of each command, in order.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Commands();

    /// <summary>Compares what the canvas has become with what the file says; null if it says nothing.</summary>
    /// <param name="wasEmpty">Whether nothing but this import is in the canvas.</param>
    ImportCheck? Check(Canvas canvas, bool wasEmpty);
}

/// <summary>Whether the result is what the file promised, in words.</summary>
internal sealed record ImportCheck(bool Ok, string Finding);
