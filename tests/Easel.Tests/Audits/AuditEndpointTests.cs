using System.Text.Json;
using Easel.Server;
using Easel.Server.Artifacts;
using Easel.Server.Audits;
using Easel.Tests.Server;
using Easel.Tests.Server.Artifacts;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Audits;

/// <summary>Audits over HTTP and on the stream (SPEC AR5, ST6).</summary>
public class AuditEndpointTests
{
    private const string Audits = "/canvas/c/audits";

    [Fact]
    public async Task AR5_An_audit_is_answered_kept_and_listed()
    {
        await using var app = await StartAsync();
        await FillAsync(app);

        var made = await app.PostAsync(Audits, "{}");

        Assert.Equal(201, made.Status);
        var id = made.Json.GetProperty("id").GetString()!;
        Assert.Equal($"{Audits}/{id}", made.Headers["Location"]);
        Assert.Equal((2, "standard", id), (made.Rev, Text(made.Json, "ruleset"), Text(made.Json, "artifact_ref_id")));
        Assert.Equal((1, 1, 0), Counts(made.Json));
        var finding = made.Json.GetProperty("findings")[0];
        Assert.Equal(
            ("layout.off-page", "error", "far"),
            (Text(finding, "rule"), Text(finding, "severity"), Text(finding, "atom_id")));
        Assert.Equal(900_000, finding.GetProperty("location").GetProperty("x").GetDouble());
        Assert.Equal(made.Text, (await app.GetAsync($"{Audits}/{id}")).Text);

        var row = Assert.Single((await app.GetAsync(Audits)).Json.GetProperty("audits").EnumerateArray());
        Assert.Equal((1, 1, 0), Counts(row));
        Assert.Equal(
            (id, made.Json.GetProperty("score").GetDouble()), (Text(row, "id"), row.GetProperty("score").GetDouble()));
    }

    [Fact]
    public async Task AR5_The_report_is_an_artifact_with_its_revision_and_what_it_is_about()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var first = Text((await app.PostAsync(Audits, """{"rev":1}""")).Json, "id");

        // About an artifact means about the revision that it shows.
        var second = await app.PostAsync(Audits, $$"""{"target_artifact_id":"{{first}}","ruleset":"strict"}""");

        Assert.Equal((1, first), (second.Rev, Text(second.Json, "target_artifact_id")));
        var library = app.Services.GetRequiredService<ArtifactLibrary>();
        var record = await library.FindAsync(EaselApp.Tenant, "dev", Text(second.Json, "id"), CancellationToken.None);
        Assert.Equal(("audit", "application/json", 1), (record!.Kind, record.MimeType, record.Rev));
        Assert.Equal([first], record.Sources);
        Assert.Equal("strict", record.Summary!.Value.GetProperty("ruleset").GetString());
        await using var content = await library.OpenAsync(record, CancellationToken.None);
        Assert.Equal(1, (await JsonDocument.ParseAsync(content!)).RootElement.GetProperty("rev").GetInt64());
    }

    [Fact]
    public async Task AR5_Audits_are_listed_newest_first_a_page_at_a_time()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(Text((await app.PostAsync(Audits, "{}")).Json, "id"));

        var (listed, path) = (new List<string>(), $"{Audits}?limit=2");
        for (string? next = ""; next is not null;)
        {
            var page = (await app.GetAsync($"{path}{(next.Length > 0 ? $"&cursor={next}" : "")}")).Json;
            listed.AddRange(page.GetProperty("audits").EnumerateArray().Select(row => Text(row, "id")));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal(ids.AsEnumerable().Reverse(), listed);
        foreach (var wrong in new[] { ids[0], "x", "-1", "" })
            Assert.Equal("INVALID_REQUEST", (await app.GetAsync($"{Audits}?cursor={wrong}")).Code);
    }

    [Fact]
    public async Task AR5_What_cannot_be_audited_is_refused_with_its_reason_and_leaves_nothing()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        (string Body, string Code)[] wrong =
        [
            ("""{"ruleset":"none"}""", "INVALID_REQUEST"), ("""{"ruleset":7}""", "INVALID_REQUEST"),
            ("""{"rev":-1}""", "INVALID_REQUEST"), ("""{"rev":3}""", "REV_UNKNOWN"),
            ("""{"target_artifact_id":"art_0"}""", "NOT_FOUND"), ("[]", "INVALID_REQUEST"), ("{", "MALFORMED_JSON"),
        ];
        foreach (var (body, code) in wrong) Assert.Equal(code, (await app.PostAsync(Audits, body)).Code);

        Assert.Equal("NOT_FOUND", (await app.PostAsync("/canvas/none/audits", "{}")).Code);
        Assert.Equal("FORBIDDEN", (await app.PostAsync(Audits, "{}", Token("vera", role: "viewer"))).Code);
        Assert.Equal("NOT_FOUND", (await app.GetAsync($"{Audits}/art_0")).Code);
        Assert.Empty((await app.GetAsync(Audits)).Json.GetProperty("audits").EnumerateArray());
    }

    [Fact]
    public async Task AR5_A_stopped_canvas_is_not_audited_and_its_audits_can_be_read()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var id = Text((await app.PostAsync(Audits, "{}")).Json, "id");

        await app.KillAsync("c", "freeze");
        Assert.Equal("CANVAS_FROZEN", (await app.PostAsync(Audits, "{}")).Code);
        await app.KillAsync("c");
        Assert.Equal("CANVAS_KILLED", (await app.PostAsync(Audits, "{}")).Code);

        Assert.Equal(200, (await app.GetAsync($"{Audits}/{id}", Token("vera", role: "viewer"))).Status);
    }

    [Fact]
    public async Task AR5_What_was_erased_is_not_audited()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var owner = Token("olga", role: "owner");
        Assert.Equal(200, (await app.PostAsync("/canvas/c/erase", """{"up_to_rev":2,"reason":"r"}""", owner)).Status);

        Assert.Equal("REV_UNKNOWN", (await app.PostAsync(Audits, """{"rev":1}""")).Code);
        Assert.Equal(201, (await app.PostAsync(Audits, "{}")).Status); // Of the state at the floor, which stays.
        await app.CommandAsync("c", 2, Add("later"));
        Assert.Equal(201, (await app.PostAsync(Audits, "{}")).Status);
    }

    [Fact]
    public async Task AR5_What_a_report_repeats_goes_with_what_is_erased()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await app.CommandAsync("c", 2, """{"kind":"remove","atom_id":"far"}""");
        var before = Text((await app.PostAsync(Audits, """{"rev":2}""")).Json, "id");
        var after = await app.PostAsync(Audits, "{}");
        Assert.Contains("Far", (await app.GetAsync($"{Audits}/{before}")).Text);

        var owner = Token("olga", role: "owner");
        Assert.Equal(200, (await app.PostAsync("/canvas/c/erase", """{"up_to_rev":3,"reason":"r"}""", owner)).Status);

        Assert.Equal(404, (await app.GetAsync($"{Audits}/{before}")).Status);
        Assert.Equal(after.Text, (await app.GetAsync($"{Audits}/{Text(after.Json, "id")}")).Text);
        Assert.All(app.Blobs(), file => Assert.DoesNotContain("Far", File.ReadAllText(file)));
    }

    [Fact]
    public async Task AR5_A_report_that_is_not_what_was_written_is_not_served()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        var id = Text((await app.PostAsync(Audits, "{}")).Json, "id");
        var file = app.Blobs().Single();
        var report = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, report.Replace("\"errors\":1", "\"errors\":0", StringComparison.Ordinal));

        var reply = await app.GetAsync($"{Audits}/{id}");

        Assert.Equal((503, "ARTIFACT_DAMAGED"), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("audits", "{}")]
    [InlineData("previews", "{}")]
    [InlineData("exports", """{"format":"easel"}""")]
    [InlineData("replays", "{}")]
    [InlineData("walkthroughs", "{}")]
    public async Task TF3_What_is_stopped_while_it_is_made_is_refused_as_stopped(string what, string body)
    {
        await using var app = await StartAsync(adjust: builder => builder.Services.AddSingleton<IBlobStore>(all =>
            new StoppingBlobs(Path.Join(all.GetRequiredService<ServerSettings>().Data, "stopping"))));
        await FillAsync(app);
        var blobs = (StoppingBlobs)app.Services.GetRequiredService<IBlobStore>();
        blobs.BeforeItIsKept = () => app.KillAsync("c", "freeze");

        var reply = await app.PostAsync($"/canvas/c/{what}", body);

        Assert.Equal((423, "CANVAS_FROZEN"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task AR5_Other_tenants_and_other_canvases_do_not_have_it()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        await app.CommandAsync("d", 0, Add("a"));
        var id = Text((await app.PostAsync(Audits, "{}")).Json, "id");
        var other = Token("olga", "t_other", "owner");

        Assert.Equal("NOT_FOUND", (await app.GetAsync($"/canvas/d/audits/{id}")).Code);
        Assert.Equal(
            "NOT_FOUND", (await app.PostAsync("/canvas/d/audits", $$"""{"target_artifact_id":"{{id}}"}""")).Code);
        Assert.Equal("NOT_FOUND", (await app.GetAsync($"{Audits}/{id}", other)).Code);
    }

    [Fact]
    public async Task ST6_Those_who_watch_are_told()
    {
        await using var app = await StartAsync();
        await FillAsync(app);
        using var stream = await RawStream.OpenAsync(app, "/sse/canvas/c");

        var made = (await app.PostAsync(Audits, """{"ruleset":"layout"}""")).Json;

        await stream.ReadUntilAsync("event: audit_result\n");
        var told = JsonElement.Parse((await stream.ReadUntilAsync("\n"))["data: ".Length..]);
        Assert.Equal(("audit_result", "layout"), (Text(told, "type"), Text(told, "ruleset")));
        Assert.Equal(Text(made, "id"), Text(told, "audit_id"));
        Assert.Equal(made.GetProperty("score").GetDouble(), told.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task AR5_All_rules_are_listed_with_what_they_look_for()
    {
        await using var app = await StartAsync();

        var sets = (await app.GetAsync("/audit-rulesets")).Json.GetProperty("rulesets").EnumerateArray().ToList();

        Assert.Equal(RuleSets.Ids, sets.Select(set => Text(set, "id")));
        var strict = sets.Single(set => Text(set, "id") == "strict").GetProperty("rules").EnumerateArray();
        Assert.Equal(RuleSets.AllRules.Select(rule => rule.Id), strict.Select(rule => Text(rule, "id")));
        Assert.Equal(44, sets[^1].GetProperty("thresholds").GetProperty("target_min").GetDouble());
    }

    /// <summary>Revision 1 has an atom that is fine; revision 2 one far away, and one whose text is cut.</summary>
    private static async Task FillAsync(EaselApp app)
    {
        await app.CommandAsync("c", 0, Add("fine", """{"x":0,"y":0,"width":200,"height":60,"text":"Plan"}"""));
        var cut = new string('w', 400);
        var far = Add("far", """{"x":900000,"y":0,"width":200,"height":60,"text":"Far"}""");
        await app.CommandAsync(
            "c", 1, $"{far},{Add("cut", $$"""{"x":0,"y":200,"width":200,"height":60,"text":"{{cut}}"}""")}");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static (int Errors, int Warnings, int Infos) Counts(JsonElement json) => (
        json.GetProperty("errors").GetInt32(), json.GetProperty("warnings").GetInt32(),
        json.GetProperty("infos").GetInt32());

    /// <summary>A folder in which something happens while a blob is written.</summary>
    private sealed class StoppingBlobs(string root) : IBlobStore
    {
        private readonly FolderBlobs folder = new(root);

        public Func<Task> BeforeItIsKept { get; set; } = () => Task.CompletedTask;

        public async Task WriteAsync(BlobKey key, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
        {
            await folder.WriteAsync(key, write, ct);
            await BeforeItIsKept();
        }

        public ValueTask<long?> FindAsync(BlobKey key, CancellationToken ct) => folder.FindAsync(key, ct);

        public Task<Stream?> OpenAsync(BlobKey key, long from, long count, CancellationToken ct) =>
            folder.OpenAsync(key, from, count, ct);

        public Task DeleteAsync(BlobKey key, CancellationToken ct) => folder.DeleteAsync(key, ct);

        public IAsyncEnumerable<StoredBlob> ListAsync(CancellationToken ct) => folder.ListAsync(ct);

        public Task<int> ClearUnfinishedAsync(DateTimeOffset before, CancellationToken ct) =>
            folder.ClearUnfinishedAsync(before, ct);

        public Uri? Presign(BlobKey key, BlobHeaders headers, TimeSpan lifetime) => null;
    }
}
