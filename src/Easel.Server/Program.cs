using System.CommandLine;
using Easel.Server.Cli;

var easel = new RootCommand("Easel keeps documents that several people and agents edit at once.")
{
    ServeCommand.Create(),
    TokenCommand.Create(),
    ImportCommand.Create(),
    ExportCommand.Create(),
    LogCommand.Create(),
    EventsCommand.Create(),
    EraseCommand.Create(),
    VerifyCommand.Create(),
    AuditCommand.Create(),
};
return await easel.RunAsync(args);
