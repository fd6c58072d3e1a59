using Easel.Documents;
using Easel.Server.Artifacts;
using Easel.Server.Drawing;
using Easel.Server.Operations;
using Easel.Server.Wire;
using Easel.Tests.Documents;
using Easel.Tests.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>The whole table of problems, one request each.</summary>
public class ProblemTests
{
    private static readonly string Tall = new('x', 70_000);

    private static readonly Dictionary<string, Func<Scene, Task<Reply>>> Provocations = new()
    {
        ["REV_MISMATCH"] = scene => scene.App.CommandAsync("c", 0, Add("b")),
        ["NOTHING_LEFT"] = scene => scene.App.CommandAsync("c", 0, Add("a"), "\"on_mismatch\":\"rebase\""),
        ["NOTHING_TO_UNDO"] = scene => scene.App.PostAsync("/canvas/c/undo", "{\"base_rev\":1}", Token("bob")),
        ["NOTHING_TO_REPLAY"] = scene => scene.App.PostAsync("/canvas/c/replays", "{\"run_id\":\"none\"}"),
        ["MALFORMED_JSON"] = scene => scene.App.PostAsync("/canvas/c/commands", "{"),
        ["INVALID_REQUEST"] = scene => scene.App.PostAsync("/canvas/c/commands", "{\"base_rev\":\"1\"}"),
        ["CONTEXT_MISMATCH"] = scene => scene.App.CommandAsync("c", 1, Add("b"), "\"routing\":{\"canvas_id\":\"d\"}"),
        ["NOT_FOUND"] = scene => scene.App.GetAsync("/canvas/none"),
        ["REV_UNKNOWN"] = scene => scene.App.GetAsync("/canvas/c/snapshot?rev=2"),
        ["COMMAND_UNKNOWN"] = scene => scene.App.GetAsync("/canvas/c/commands/none"),
        ["METHOD_NOT_ALLOWED"] = scene => scene.App.SendAsync(HttpMethod.Put, "/canvas/c", null, null),
        ["CANVAS_EXISTS"] = scene => scene.App.PostAsync("/canvas", "{\"canvas_id\":\"c\"}"),
        ["ACCOUNT_EXISTS"] = async scene =>
        {
            const string Account = """{"user":"ann","password":"a pond with nine herons"}""";
            await scene.App.PostAsync("/auth/signup", Account, "");
            return await scene.App.PostAsync("/auth/signup", Account, "");
        },
        ["CURSOR_UNKNOWN"] = scene => scene.App.GetAsync("/canvas/c/replay?after_event_id=c:9"),
        ["ARTIFACT_DELETED"] = async scene =>
        {
            var id = await scene.App.MakeAsync("c", "gone");
            await scene.App.DeleteAsync($"/artifacts/{id}");
            return await scene.App.GetAsync($"/artifacts/{id}/content");
        },
        ["ARTIFACT_DAMAGED"] = async scene =>
        {
            var id = await scene.App.MakeAsync("c", "missing");
            File.Delete(scene.App.Blobs().Single());
            return await scene.App.GetAsync($"/artifacts/{id}/content");
        },
        ["QUOTA_EXCEEDED"] = scene =>
        {
            scene.App.Services.GetRequiredService<IOptions<ArtifactOptions>>().Value.TenantBytesMax = 1;
            return scene.App.UploadAsync("c", [1, 2]);
        },
        ["RANGE_UNKNOWN"] = async scene => await scene.App.GetAsync(
            $"/artifacts/{await scene.App.MakeAsync("c", "short")}/content", null, ("Range", "bytes=5-")),
        ["HASH_MISMATCH"] = scene => scene.App.UploadAsync("c", [1], fields: [("sha256", "00")]),
        ["TOO_LARGE"] = scene => scene.App.CommandAsync("c", 1, Add("b", $"{{\"text\":\"{Tall}\"}}")),
        ["UNSUPPORTED_MEDIA_TYPE"] = scene =>
            scene.App.SendAsync(HttpMethod.Post, "/canvas/c/commands", JsonContent([], "text/plain"), null),
        ["OP_INVALID"] = scene => scene.App.CommandAsync("c", 1, "{\"kind\":\"remove\",\"atom_id\":\"z\"}"),
        ["IDEMPOTENCY_KEY_REUSED"] = scene => scene.App.CommandAsync("c", 1, Add("b"), "\"idempotency_key\":\"first\""),
        ["BASE_REV_REQUIRED"] = scene => scene.App.PostAsync("/canvas/c/commands", $"{{\"ops\":[{Add("b")}]}}"),
        ["UNAUTHENTICATED"] = scene => scene.App.CommandAsync("c", 1, Add("b"), token: "nonsense"),
        ["FORBIDDEN"] = scene => scene.App.CommandAsync("c", 1, Add("b"), token: Token(role: "viewer")),
        ["TENANT_MISMATCH"] = scene =>
            scene.App.PostAsync("/canvas/c/commands", Command(1, Add("b")), null, ("X-Tenant-Id", "t_other")),
        ["UPGRADE_REQUIRED"] = scene => scene.App.GetAsync("/msg/ws"),
        ["ORIGIN_REFUSED"] = scene => scene.App.SendAsync(
            HttpMethod.Get, "/msg/ws", null, null, ("Origin", "https://evil.example"), ("Connection", "Upgrade"),
            ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg==")),
        ["RAIL_DISABLED"] = async scene =>
        {
            await scene.App.PutAsync("/feature-flags", "{\"sse_enabled\":false}", Token("root", role: "admin"));
            return await scene.App.GetAsync("/sse/canvas/c");
        },
        ["CANVAS_KILLED"] = scene => scene.CommandStoppedAsync("kill"),
        ["CANVAS_FROZEN"] = scene => scene.CommandStoppedAsync("freeze"),
        ["TENANT_EXISTS"] = scene => scene.App.PostAsync(
            "/tenants", "{\"tenant_id\":\"t_northstar\",\"name\":\"again\"}", Token("root", "t_system", "admin")),
        ["ACTOR_MISMATCH"] = scene => scene.App.CommandAsync("c", 1, Add("b"), token: Token("robot", type: "agent")),
        ["RATE_LIMITED"] = async scene =>
        {
            while (true)
            {
                if (await scene.App.CommandAsync("c", 9, Add("b"), token: Token("flood")) is { Status: 429 } reply)
                    return reply;
            }
        },
        ["RASTERISER_MISSING"] = scene => scene.PngAsync("none"),
        ["RASTERISER_FAILED"] = scene => scene.PngAsync("/bin/false"),
        ["INTERNAL"] = scene => scene.With(store =>
            store.OnFind = _ => throw new InvalidOperationException("secret detail")).GetAsync("/canvas/d"),
        ["OUTCOME_UNKNOWN"] = scene =>
            scene.With(store => store.OnAppend = Answering(AppendResult.Unknown)).CommandAsync("c", 1, Add("b")),
        ["STORAGE_FULL"] = scene =>
            scene.With(store => store.OnAppend = Answering(AppendResult.StorageFull)).CommandAsync("c", 1, Add("b")),
        ["STORAGE_FAILED"] = scene =>
            scene.With(store => store.OnAppend = Answering(AppendResult.StorageFailed)).CommandAsync("c", 1, Add("b")),
        ["CANVAS_DAMAGED"] = scene => scene.With(store =>
            store.OnFind = key => throw new DocumentDamagedException(key, "secret detail"))
            .CommandAsync("d", 0, Add("b")),
        ["OVERLOADED"] = scene => scene.OverloadAsync(),
        ["NOT_READY"] = scene => scene.App.GetAsync("/health/ready", ""),
    };

    private static Func<Append, Func<ValueTask<AppendResult>>, ValueTask<AppendResult>> Answering(
        AppendResult result) => (_, _) => ValueTask.FromResult(result);

    public static TheoryData<string> Codes => [.. Problems.All.Select(problem => problem.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task GE2_Every_problem_keeps_its_status_and_shape_and_changes_nothing(string code)
    {
        await using var scene = await Scene.StartAsync(code);
        var before = await scene.App.GetAsync("/canvas/c/snapshot");

        var reply = await Provocations[code](scene);
        scene.Heal();

        var problem = Problems.All.Single(problem => problem.Code == code);
        Assert.Equal(problem.Status, reply.Status);
        Assert.Equal("application/problem+json", reply.Type);
        Assert.Equal(code, reply.Code);
        Assert.Equal(problem.Type, reply.Json.GetProperty("type").GetString());
        Assert.Equal(problem.Title, reply.Json.GetProperty("title").GetString());
        Assert.Equal(problem.Status, reply.Json.GetProperty("status").GetInt32());
        Assert.Equal(reply.Json.GetProperty("detail").GetString(), reply.Json.GetProperty("message").GetString());
        Assert.DoesNotContain(" at Easel", reply.Text);
        Assert.DoesNotContain("secret", reply.Text);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.Equal(problem.Status is 429 or 503, reply.Headers.ContainsKey("Retry-After"));
        Assert.Equal(problem.Status == 401, reply.Headers.ContainsKey("WWW-Authenticate"));
        var after = await scene.App.GetAsync("/canvas/c/snapshot");
        Assert.Equal(before.Text, after.Text);
    }

    [Fact]
    public void GE2_The_table_is_provoked_whole() =>
        Assert.Equal(Problems.All.Select(problem => problem.Code).Order(), Provocations.Keys.Order());

    private sealed class Scene : IAsyncDisposable, IStoreHealth
    {
        private readonly FaultyStore store = new(new MemoryDocumentStore("epoch-1"));
        private readonly TaskCompletionSource gate = new();
        private readonly List<Task> waiting = [];

        public EaselApp App { get; private set; } = null!;

        public static async Task<Scene> StartAsync(string code)
        {
            var scene = new Scene();
            scene.App = await EaselApp.StartAsync(settings => settings.Limits = "default", builder =>
            {
                builder.Configuration["Rates:CommandsPerActor"] = "1";
                builder.Configuration["Rates:CommandBurstPerActor"] = "50";
                builder.Configuration["Documents:WaitingMax"] = "1";
                builder.Services.AddSingleton<IDocumentStore>(scene.store);
                builder.Services.AddSingleton<IStoreHealth>(scene);
            });
            await scene.App.CommandAsync("c", 0, Add("a"), "\"idempotency_key\":\"first\"");
            return scene;
        }

        public EaselApp With(Action<FaultyStore> fault)
        {
            fault(store);
            return App;
        }

        public Task<Reply> PngAsync(string rasteriser)
        {
            // Read when it is first needed.
            App.Services.GetRequiredService<IOptions<DrawingOptions>>().Value.Rasteriser = rasteriser;
            return App.GetAsync("/canvas/c/preview.png");
        }

        public async Task<Reply> CommandStoppedAsync(string mode)
        {
            await App.KillAsync("c", mode);
            return await App.CommandAsync("c", 1, Add("b"));
        }

        public async Task<Reply> OverloadAsync()
        {
            // Invalid at the head, so that in the end nothing has changed.
            const string Misfit = "{\"kind\":\"remove\",\"atom_id\":\"z\"}";
            store.OnAppend = async (_, append) =>
            {
                await gate.Task;
                return await append();
            };
            waiting.Add(App.CommandAsync("e", 0, Add("x")));
            while (true)
            {
                var one = App.CommandAsync("e", 0, Misfit);
                var first = await Task.WhenAny(one, Task.Delay(100));
                if (first == one && (await one).Status == 503) return await one;
                waiting.Add(one);
            }
        }

        public void Heal()
        {
            (store.OnAppend, store.OnFind) = (null, null);
            gate.TrySetResult();
        }

        public ValueTask<string?> ProblemAsync(CancellationToken ct) =>
            ValueTask.FromResult<string?>("A test wants it so.");

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(waiting);
            await App.DisposeAsync();
        }
    }
}
