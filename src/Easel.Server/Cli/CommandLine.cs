using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Easel.Server.Sqlite;
using Microsoft.Extensions.Options;

namespace Easel.Server.Cli;

/// <summary>Runs a command line. The exit code is 0 for done, 1 for failed and 2 for what makes no sense.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Usage = 2;

    // A server that stops may take eight seconds for what is in flight, and must have ended after ten (SPEC HO1).
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(9.5);

    public static async Task<int> RunAsync(this RootCommand root, string[] args)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new TeachingHelp((HelpAction)help.Action!);
        var line = root.Parse(args);
        if (line.Action is ParseErrorAction) return Refuse(line);
        try
        {
            return await line.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopMax,
            });
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"easel: {Explain(fault)}");
            return Failed;
        }
    }

    private static int Refuse(ParseResult line)
    {
        foreach (var error in line.Errors) Console.Error.WriteLine($"easel: {error.Message}");
        var command = line.CommandResult.Command is RootCommand ? "" : $" {line.CommandResult.Command.Name}";
        Console.Error.WriteLine($"Run 'easel{command} --help' to see how it is used.");
        return Usage;
    }

    private static string Explain(Exception fault) => fault switch
    {
        CommandFailedException or UnsafeStorageException => fault.Message,
        OptionsValidationException wrong => string.Join(' ', wrong.Failures),
        OperationCanceledException => "Stopped.",
        HttpRequestException or HttpIOException => $"The server has gone: {fault.Message}",
        IOException or UnauthorizedAccessException => fault.Message,
        _ => $"This is a fault of Easel, please report it: {fault.GetType().Name}: {fault.Message}",
    };
}
