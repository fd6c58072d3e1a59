using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Server;
using Easel.Tests.Documents.Maps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Maps;

/// <summary>A server with a folder of maps, and somebody who edits them.</summary>
internal sealed class MapApp : IAsyncDisposable
{
    public const string Light = """{"kind":"map-edit/create-light","at":{"x":5,"y":5}}""";

    /// <summary>The box of the engine's tests, with lights that a game can read.</summary>
    public static string Box { get; } = Levels.Box.Replace(
        """{"x":1,"y":1},{"x":2,"y":2,"flicker":"flame"},{"x":3.50,"y":3}""",
        """
        {"x":1,"y":1,"radius":8,"intensity":1},{"x":2,"y":2,"radius":8,"intensity":1,"flicker":"flame"},
        {"x":3.50,"y":3,"radius":8,"brightness":1}
        """, StringComparison.Ordinal);

    private readonly string folder;

    private MapApp(EaselApp app, string folder) => (App, this.folder) = (app, folder);

    public EaselApp App { get; }

    public string Folder => Path.Combine(folder, "maps");

    public string Assets => Path.Combine(folder, "assets");

    public static Task<MapApp> StartAsync(
        Action<ServerSettings>? set = null, params (string Name, string Value)[] configured) =>
        StartAsync(set, null, configured);

    /// <summary>The same on a store of the test's own.</summary>
    public static Task<MapApp> StartOnAsync(
        IDocumentStore store, params (string Name, string Value)[] configured) => StartAsync(null, store, configured);

    private static async Task<MapApp> StartAsync(
        Action<ServerSettings>? set, IDocumentStore? store, (string Name, string Value)[] configured)
    {
        var folder = Directory.CreateTempSubdirectory("easel-maps-").FullName;
        foreach (var name in (string[])["maps", "assets/Levels"]) Directory.CreateDirectory(Path.Combine(folder, name));
        var app = await EaselApp.StartAsync(
            settings =>
            {
                settings.MapsFolder = Path.Combine(folder, "maps");
                set?.Invoke(settings);
            },
            builder =>
            {
                if (store is not null) builder.Services.AddSingleton(store);
                var all = new Dictionary<string, string?>
                {
                    ["Maps:AssetsFolder"] = Path.Combine(folder, "assets"),
                    ["Maps:FileLook"] = "00:00:00.100",
                };
                foreach (var (name, value) in configured) all[name] = value;
                builder.Configuration.AddInMemoryCollection(all);
            });
        return new MapApp(app, folder);
    }

    /// <summary>Sends a request of a channel.</summary>
    public Task<Reply> SendAsync(string channel, string? body = null, string user = "alice", string role = "member") =>
        App.SendAsync(
            HttpMethod.Post, $"/ipc/nomos:{channel}", body is null ? null : JsonContent(Encoding.UTF8.GetBytes(body)),
            Token(user, role: role));

    /// <summary>Puts a file there and opens it.</summary>
    public async Task<JsonElement> OpenAsync(string name = "box.json", string? content = null, string user = "alice")
    {
        if (content is not null || !File.Exists(FileOf(name))) Put(name, content ?? Box);
        var reply = await SendAsync("map:open", $$"""{"mapPath":"{{name}}"}""", user);
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json.GetProperty("value");
    }

    public Task<Reply> EditAsync(long at, string command = Light, string user = "alice") =>
        SendAsync("map:edit", $$"""{"baseRevision":{{at}},"command":{{command}}}""", user);

    /// <summary>The map as the server has it.</summary>
    public async Task<JsonElement> NowAsync(string user = "alice") =>
        (await SendAsync("state:get", user: user)).Json.GetProperty("value").GetProperty("mapDocument");

    public string FileOf(string name) => Path.Combine(Folder, name);

    /// <summary>Puts a file in place as editors do: whole, in one step.</summary>
    public void Put(string name, string content)
    {
        File.WriteAllText(FileOf(name) + ".put", content);
        File.Move(FileOf(name) + ".put", FileOf(name), overwrite: true);
    }

    public string Read(string name = "box.json") => File.ReadAllText(FileOf(name));

    public static string? CodeOf(Reply reply) => reply.Json.GetProperty("error").GetProperty("code").GetString();

    public static long RevisionOf(JsonElement map) => map.GetProperty("revision").GetInt64();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
