using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Load.Loads;
using Easel.Load.Suite;

var arguments = new Arguments(args);
JsonNode? report = arguments.Verb switch
{
    "commands" => new CommandLoad(new Target(arguments), arguments).Run(),
    "join" => new JoinLoad(new Target(arguments), arguments).Run(),
    "conflict" => new ConflictLoad(new Target(arguments), arguments).Run(),
    "grow" => new GrowLoad(new Target(arguments), arguments).Run(),
    "idle" => new IdleLoad(new Target(arguments), arguments).Run(),
    "fanout" => new FanoutLoad(new Target(arguments), arguments).Run(),
    "storm" => new StormLoad(new Target(arguments), arguments).Run(),
    "gestures" => new GestureLoad(new Target(arguments), arguments).Run(),
    "socket" => new SocketLoad(new Target(arguments), arguments).Run(),
    "maps" => new MapLoad(new Target(arguments), arguments).Run(),
    "disk" => new DiskProbe(arguments).Run(),
    "suite" => new SuiteRun(arguments).Run(),
    _ => null,
};
if (report is null)
{
    Console.Error.WriteLine(
        "commands|join|conflict|grow|idle|fanout|storm|gestures|socket|maps|disk|suite [--option value ...]; "
        + "see bench/README.md");
    return 2;
}

Console.WriteLine(report.ToJsonString());
return 0;
