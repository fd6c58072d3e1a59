namespace Easel.Tests.Server.Wire;

/// <summary>The stories whose words are frozen: every kind of message at least once, in an order that people can follow.</summary>
internal static class WireScenes
{
    private const string AddA =
        """{"kind":"add","atom":{"id":"a","type":"text","properties":{"text":"hello","x":10,"y":20}}}""";

    private const string TypeWorld = """{"kind":"insert_text","atom_id":"a","property":"text","at":5,"text":" world"}""";

    /// <summary>All files of <c>conformance/wire</c> and who makes them.</summary>
    public static IReadOnlyDictionary<string, Func<WireScene, Task>> All { get; } =
        new Dictionary<string, Func<WireScene, Task>>
        {
            ["commands.json"] = CommandsAsync,
            ["reads.json"] = ReadsAsync,
            ["stream.json"] = StreamAsync,
            ["dialect.json"] = DialectAsync,
            ["socket.json"] = SocketAsync,
            ["audits.json"] = AuditsAsync,
            ["maps.json"] = MapsAsync,
        };

    private static async Task CommandsAsync(WireScene scene)
    {
        const string Commands = "/canvas/c/commands";
        await scene.Post("CM2", "a command becomes the next revision", Commands, Command(0, AddA, "k1"));
        await scene.Post("CM3", "a repeat gets the first answer", Commands, Command(0, AddA, "k1"));
        await scene.Post("CM3", "a key of another command is refused", Commands, Command(0, TypeWorld, "k1"));
        await scene.Post("CM4", "a stale command gets what it missed", Commands, Command(0, TypeWorld, "k2"));
        await scene.Post("CM6", "a base above the head is a reset", Commands, Command(9, TypeWorld, "k2"));
        await scene.Post("CM7", "an op that does not fit", Commands, Command(1, """{"kind":"remove","atom_id":"b"}""", "k3"));
        await scene.Post("CM7", "an unknown kind", Commands, Command(1, """{"kind":"explode"}""", "k3"));
        await scene.Post("CM7", "no ops", Commands, Command(1, "", "k3"));
        await scene.Post("CM9", "a dry run", Commands, Command(1, TypeWorld, "k3", "\"dry_run\":true"));
        await scene.Post("CM2", "text goes on", Commands, Command(1, TypeWorld, "k4"));
        await scene.Post("CM8", "a stale command is rebased on request", Commands, Command(
            0, """{"kind":"add","atom":{"id":"b","type":"text"},"index":0},{"kind":"add","atom":{"id":"a","type":"x"}}""",
            "k5", "\"on_mismatch\":\"rebase\""));
        await scene.Post("CM8", "nothing is left of it", Commands, Command(0, AddA, "k6", "\"on_mismatch\":\"rebase\""));
        await scene.Post("CM10", "undo", "/canvas/c/undo", """{"base_rev":3,"actor_id":"alice","correlation_id":"u1"}""");
        await scene.Post("CM10", "redo", "/canvas/c/redo", """{"base_rev":4,"actor_id":"alice","correlation_id":"u2"}""");
        await scene.Post("CM10", "restore", "/canvas/c/restore", """{"base_rev":5,"to_rev":1,"actor_id":"alice"}""");
        await scene.Post("CM10", "nothing to redo", "/canvas/c/redo", """{"base_rev":6,"scope":"actor"}""");
        await scene.Post("CM11", "a conflict on demand", Commands, Command(6, TypeWorld, "test-conflict:2"));
        await scene.Post("GE2", "a body that is no object", Commands, "\"not an object\"");
        await scene.Post("GE5", "no base", Commands, $"{{\"ops\":[{TypeWorld}]}}");
        await scene.Get("CM3", "what became of a key", $"{Commands}/k1");
        await scene.Get("CM3", "a key that was never committed", $"{Commands}/k9");
        await RunAsync(scene, "/canvas/run/commands");
        await scene.Post("CM12", "a run is undone whole", "/canvas/run/undo", UndoRun);
    }

    private static async Task ReadsAsync(WireScene scene)
    {
        await scene.Post("TE7", "a canvas is made with a title", "/canvas", """{"canvas_id":"c","title":"Plan"}""");
        await scene.Quietly("/canvas/c/commands", Command(0, AddA, "k1", "\"intent\":{\"label\":\"draw\"}"));
        await scene.Quietly("/canvas/c/commands", Command(1, TypeWorld, "k2"), "bob");
        await scene.Get("RD1", "the record", "/canvas/c");
        await scene.Get("RD1", "the list", "/canvas?limit=1");
        await scene.Get("RD1", "the state", "/canvas/c/snapshot");
        await scene.Get("RD1", "the state as it was", "/canvas/c/snapshot?rev=1");
        await scene.Get("RD1", "a revision to come", "/canvas/c/snapshot?rev=3");
        await scene.Get("RD1", "no such canvas", "/canvas/none");
        await scene.Get("RD2", "commits", "/canvas/c/commits");
        await scene.Get("RD2", "commits, a page of one", "/canvas/c/commits?after=0&limit=1");
        await scene.Get("RD2", "replay", "/canvas/c/replay?after_event_id=c:1");
    }

    private const string UndoRun =
        """{"base_rev":2,"scope":"run","run_id":"r1","whole":true,"actor_id":"alice","correlation_id":"u3"}""";

    /// <summary>Two commits of one run.</summary>
    private static async Task RunAsync(WireScene scene, string commands)
    {
        const string Intent = "\"intent\":{\"run_id\":\"r1\"}";
        await scene.Quietly(commands, Command(0, AddA, "k1", Intent));
        await scene.Quietly(commands, Command(1, TypeWorld, "k2", Intent));
    }

    private static async Task StreamAsync(WireScene scene)
    {
        await scene.Quietly("/canvas/c/commands", Command(0, AddA, "k1"));
        var head = await scene.Quietly("/canvas/c/commands", Command(0, TypeWorld, "k0"));
        await scene.Stream("ST1", "commits as they happen", "/sse/canvas/c", 3, async () =>
        {
            await scene.Quietly("/canvas/c/commands", Command(1, TypeWorld, "k2"), "bob");
            await scene.Quietly("/canvas/c/undo", """{"base_rev":2,"correlation_id":"u1"}""", "bob");
        });
        await scene.Stream("CM12", "a run that was undone whole", "/sse/canvas/run", 3, async () =>
        {
            await RunAsync(scene, "/canvas/run/commands");
            await scene.Quietly("/canvas/run/undo", UndoRun);
        });
        await scene.Stream("ST2", "from a revision on", "/sse/canvas/c", 3, null, ("Last-Event-ID", "1"));
        await scene.Stream("ST2", "from an event on", "/sse/canvas/c?last_event_id=c:2", 2);
        await scene.Stream("ST3", "from a revision to come", "/sse/canvas/c?after=9", 2);
        await scene.Stream("ST3", "from another history", "/sse/canvas/c?after=other:1", 2);
        await scene.Stream("ST6", "an artifact was written", "/sse/canvas/c", 2, () => scene.Upload(
            "c", "hello", ("kind", "export"), ("correlation_id", "run-1"), ("mime_type", "text/plain")));
        Assert.Equal(409, head.Status);
    }

    /// <summary>What front ends that send their mode get (SPEC ST8, OP6).</summary>
    private static async Task DialectAsync(WireScene scene)
    {
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await scene.Quietly("/canvas/c/commands", Command(0, AddA, "k1"));
        await scene.Post(
            "OP6", "a stale command gets the four kinds", "/canvas/c/commands", Command(0, TypeWorld, "k2"), ("X-Mode", "saas"));
        await scene.Quietly("/canvas/c/commands", Command(1, TypeWorld, "k2"), ("traceparent", Trace));
        await scene.Quietly("/canvas/c/restore", """{"base_rev":2,"to_rev":1,"correlation_id":"r1"}""");
        await scene.Stream("ST8", "by header", "/sse/canvas/c?after=0", 4, null, ("X-Mode", "saas"));
        await scene.Stream(
            "ST8", "by query, for EventSource", $"/sse/canvas/c?after=1&mode=saas&token={EaselApp.Token()}", 3);
    }

    private static async Task SocketAsync(WireScene scene)
    {
        await using var alice = await scene.Sit("alice", "s-alice");
        await using var bob = await scene.Sit("bob", "s-bob");
        await scene.Says("GS3", "who joins is seen by others", alice, null, alice);
        await scene.Says("GS3", "who joins sees who is there", bob, null, bob);
        await scene.Says("GS3", "presence", alice, """{"type":"presence","data":{"selection":["a"],"status":"online"}}""", bob);
        await scene.Says("GS2", "a gesture", alice, """
            {"type":"gesture","data":{"kind":"caret","actor_id":"alice","payload":{"kind":"caret","atom_id":"a","position":{"x":1.0,"y":2}}}}
            """.Trim(), bob);
        await scene.Says("GS5", "a message that is relayed", alice, """{"type":"SPATIAL_UPDATE","data":{"zoom":2}}""", bob);
        await scene.Says("GS4", "a JSON heartbeat", alice, """{"type":"ping"}""", alice);
        await scene.Says("GS4", "a bare heartbeat", alice, "ping", alice);
        await scene.Says("GS8", "a command", alice, Sent("c1", Command(0, AddA, "k1")), alice);
        await scene.Says("GS8", "a stale command", alice, Sent("c2", Command(0, TypeWorld, "k2")), alice);
        await scene.Says("GS8", "a command without ops", alice, Sent("c3", """{"base_rev":1}"""), alice);
    }

    private static async Task AuditsAsync(WireScene scene)
    {
        await scene.Quietly("/canvas/c/commands", Command(0, AddA, "k1"));
        await scene.Post("AR5", "an audit of a canvas where nothing is wrong", "/canvas/c/audits", "{}");
        await scene.Quietly("/canvas/c/commands", Command(
            1, """{"kind":"add","atom":{"id":"b","type":"rectangle","properties":{"x":10,"y":20,"width":9,"height":0}}}""", "k2"));
        await scene.Stream("ST6", "those who watch are told of an audit", "/sse/canvas/c", 3, async () =>
            await scene.Quietly("/canvas/c/audits", """{"ruleset":"layout"}"""));
        await scene.Post("AR5", "an audit with findings", "/canvas/c/audits", """{"ruleset":"layout","rev":2}""");
        await scene.Get("AR5", "a page of audits", "/canvas/c/audits?limit=1");
        await scene.Post("AR5", "no such rule set", "/canvas/c/audits", """{"ruleset":"none"}""");
        await scene.Post("AR5", "a revision to come", "/canvas/c/audits", """{"rev":3}""");
        await scene.Get("AR5", "no such audit", "/canvas/c/audits/none");
    }

    private static async Task MapsAsync(WireScene scene)
    {
        const string Delete = """{"kind":"map-edit/delete","target":{"kind":"light","index":0}}""";
        const string Light = """{"kind":"map-edit/create-light","at":{"x":1.5,"y":2}}""";
        var made = await scene.Quietly("/ipc/map:new", """{"mapPath":"a.json"}""");
        var map = made.Json.GetProperty("value").GetProperty("mapId").GetString()!;
        await scene.Post("MP4", "an edit", "/ipc/map:edit", $$"""{"baseRevision":1,"command":{{Light}}}""");
        await scene.Post("MP4", "a stale edit", "/ipc/map:edit", $$"""{"baseRevision":1,"command":{{Light}}}""");
        await scene.Post("MP5", "a request without a revision", "/ipc/map:undo", "{}");
        await scene.Stream("MP8", "what happens to a map", $"/sse/maps/{map}", 7, async () =>
        {
            await scene.Quietly("/ipc/map:edit", $$"""{"baseRevision":2,"command":{{Delete}}}""", "alice");
            await scene.Quietly("/ipc/map:undo", """{"baseRevision":3}""");
            await scene.Quietly("/ipc/map:redo", """{"baseRevision":4}""");
            await scene.Quietly("/ipc/map:save", "{}");
            await scene.Quietly("/ipc/map:validate", "{}");
        });
        await scene.Stream("MP8", "from a revision on", $"/sse/maps/{map}", 3, null, ("Last-Event-ID", "5"));
        await scene.Stream("MP8", "from a revision to come", $"/sse/maps/{map}?after=99", 2);
        var folder = Path.Combine(scene.App.Settings.Data, "maps", EaselApp.Tenant, "dev", "default");
        await scene.Stream("MP8", "somebody else changes the file", $"/sse/maps/{map}", 3, () =>
            File.WriteAllTextAsync(Path.Combine(folder, "a.json"), "{}"));
        await scene.Post("MP4", "a save over what somebody else wrote", "/ipc/map:save", "{}");
        File.Delete(Path.Combine(folder, "a.json"));
        await scene.Stream("MP8", "a map is stopped", $"/sse/maps/{map}", 3, () => scene.App.KillAsync(map));
    }

    private static string Sent(string id, string command) =>
        $$$"""{"type":"command","id":"{{{id}}}","canvas_id":"c","command":{{{command}}}}""";

    private static string Command(long baseRev, string ops, string key, string? more = null) =>
        $$"""{"base_rev":{{baseRev}},"ops":[{{ops}}],"actor_id":"alice","correlation_id":"{{key}}"{{(more is null ? "" : "," + more)}}}""";
}
