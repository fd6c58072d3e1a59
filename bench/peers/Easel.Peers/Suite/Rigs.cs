using Easel.Load;
using Easel.Load.Suite;

namespace Easel.Peers.Suite;

/// <summary>A kind of server that is measured.</summary>
/// <param name="Protocol">How the generator speaks to it, unless a load says otherwise.</param>
/// <param name="Missing">Why it cannot be started here; null if it can.</param>
internal sealed record Rig(string Name, string Protocol, Func<Documents, RunningServer> Start, string? Missing = null);

/// <summary>What a server begins with. Easel and Kestrel are filled by the generator instead.</summary>
internal sealed record Documents(int Count, int Elements);

/// <summary>All rigs, each started on an empty folder.</summary>
internal sealed class Rigs(Arguments args)
{
    private readonly string easel = Required(args, "server");
    private readonly string kestrel = Required(args, "rig");
    private readonly string node = Required(args, "node");
    private readonly string servers = Required(args, "servers");
    private readonly string? postgres = args.Text("postgres");
    private readonly int port = args.Number("port", 5_093);

    public string Data { get; } = args.Text("folder") ?? Path.Combine(Path.GetTempPath(), "easel-peers");

    /// <summary>Always durable before it acknowledges, as Easel is.</summary>
    public Rig Easel => new("easel", "easel-http", _ => StartEasel());

    public Rig ShareDb => Peer("sharedb", "sharedb", "sharedb");

    public Rig ShareDbPostgres => Peer("sharedb-postgres", "sharedb", "sharedb", isDurable: true) with
    {
        Missing = postgres is null ? "PostgreSQL is not installed" : null,
    };

    public Rig Hocuspocus => Peer("hocuspocus", "hocuspocus", "hocuspocus");

    public Rig Tldraw => Peer("tldraw", "tldraw", "tldraw");

    public Rig TldrawSqlite => Peer("tldraw-sqlite", "tldraw", "tldraw", isDurable: true);

    public Rig SocketIo => Peer("socketio", "socketio", "socketio");

    public Rig Ws => Peer("ws", "ws", "ws");

    /// <summary>ASP.NET Core with nothing behind it but a log that is synced before the answer.</summary>
    public Rig Kestrel => new(
        "kestrel", "kestrel", _ => RunningServer.Rig(kestrel, Path.Combine(FreshFolder(), "log"), port));

    /// <summary>Starts Easel; on what it had before, if it has crashed.</summary>
    public RunningServer StartEasel(bool isAgain = false) =>
        RunningServer.Easel(easel, isAgain ? Data : FreshFolder(), port);

    private Rig Peer(string name, string protocol, string script, bool isDurable = false) => new(
        name, protocol, documents =>
        {
            List<string> options =
                [$"{servers}/{script}.mjs", $"{port}", $"{documents.Count}", $"{documents.Elements}"];
            var folder = FreshFolder();
            if (isDurable) options.Add(folder);
            if (isDurable && postgres is not null) options.Add(postgres);
            return new RunningServer(RunningServer.Pinned(0, node, [.. options]), port);
        });

    private string FreshFolder()
    {
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
        Directory.CreateDirectory(Data);
        return Data;
    }

    private static string Required(Arguments args, string name) =>
        args.Text(name) ?? throw new FormatException($"--{name} is missing");
}
