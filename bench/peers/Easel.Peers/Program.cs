using System.Text.Json.Nodes;
using Easel.Load;
using Easel.Peers.Loads;
using Easel.Peers.Protocols;
using Easel.Peers.Suite;

var arguments = new Arguments(args);
JsonNode? report = arguments.Verb == "suite" ? new SuiteRun(arguments).Run() : Measure();
if (report is null)
{
    Console.Error.WriteLine(
        "edits|fanout|idle|gestures|join|typing|suite [--option value ...]; see bench/peers/README.md");
    return 2;
}

Console.WriteLine(report.ToJsonString());
return 0;

JsonObject? Measure()
{
    var target = new Target(arguments);
    var name = arguments.Text("protocol");
    return arguments.Verb switch
    {
        "edits" => new EditLoad(target, Protocol.Of(name, target), arguments).Run(),
        "fanout" => new FanoutLoad(target, Protocol.Of(name, target), arguments).Run(),
        "idle" => new IdleLoad(target, Protocol.Of(name, target), arguments).Run(),
        "gestures" => new GestureLoad(target, Protocol.Of(name, target), arguments).Run(),
        "join" => new JoinLoad(target, Protocol.Of(name, target), arguments).Run(),
        "typing" => new TypingLoad(target, arguments).Run(),
        _ => null,
    };
}
