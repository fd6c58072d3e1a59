using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Easel.Server.Cli;

/// <summary>The help of a command, followed by commands to try.</summary>
internal sealed class TeachingHelp(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string> Lessons = [];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        if (Lessons.TryGetValue(parseResult.CommandResult.Command, out var lesson))
            parseResult.InvocationConfiguration.Output.WriteLine(lesson);
        return code;
    }

    /// <summary>Says what stands below the options of a command's help.</summary>
    public static void Attach(Command command, string lesson) => Lessons.Add(command, lesson);
}

/// <summary>Lets a command be written in the order in which its help is read.</summary>
internal static class Teaching
{
    public static Command Teach(this Command command, string lesson)
    {
        TeachingHelp.Attach(command, lesson);
        return command;
    }
}
