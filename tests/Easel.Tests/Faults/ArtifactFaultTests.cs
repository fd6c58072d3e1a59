using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Easel.Server.Artifacts;
using Easel.Tests.Contracts.Sqlite;
using Easel.Tests.Server.Artifacts;

namespace Easel.Tests.Faults;

/// <summary>Kills and full disks during uploads: what a record names is whole, and nothing else is left.</summary>
[Collection(FaultTests.Name)]
public sealed class ArtifactFaultTests(ITestOutputHelper output)
{
    private const string Canvas = "board-one";

    private static readonly (string, string)[] Eager =
        [("EASEL__Artifacts__SweepGrace", "00:00:00"), ("EASEL__Artifacts__SweepPeriod", "00:00:01")];

    private static readonly string[] Refusals = ["STORAGE_FULL", "STORAGE_FAILED", "OUTCOME_UNKNOWN"];
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> acknowledged = new();
    private int orphans;

    [Fact]
    public async Task AR1_After_a_kill_every_named_content_is_whole_and_no_other_is_left()
    {
        var rounds = FaultTests.Count("EASEL_ARTIFACT_KILL_ROUNDS", 4);
        var random = new Random(FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff));
        using var folder = FaultFolder.Create();
        for (var round = 0; round < rounds; round++) await UploadAsync(folder.Path, random.Next(30, 600));

        // Something to sweep in any case: a content whose record was never made, and half of one.
        var blobs = Path.Join(folder.Path, "artifacts");
        var beside = Directory.GetFiles(blobs, "art_*", SearchOption.AllDirectories)
            .First(file => !file.Contains("unfinished", StringComparison.Ordinal));
        File.Copy(beside, Path.Join(Path.GetDirectoryName(beside), $"art_{Guid.CreateVersion7():N}"));
        File.Copy(beside, Path.Join(blobs, "unfinished", "left"));

        await using var last = await ServerProcess.StartAsync(folder.Path, Eager);
        using var client = last.Client();
        var named = await CheckAsync(client);
        await WaitForAsync(
            () => FilesOf(folder.Path).Length == named,
            () => $"{named} are named, and after the sweep there are {string.Join(' ', FilesOf(folder.Path))}");
        output.WriteLine($"{rounds} kills, {acknowledged.Count} answered, {named} named");
        output.WriteLine($"{orphans} orphans before a start");
        Assert.NotEmpty(acknowledged);
        Assert.Equal(named, await CheckAsync(client));
    }

    [Fact]
    public async Task AR1_A_full_disk_refuses_uploads_and_keeps_nothing_of_them()
    {
        using var disk = SmallDisk.TryMount(mebibytes: 24);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root, on Linux.");
        disk.Fill(leave: 12 << 20);
        await using var server = await ServerProcess.StartAsync(disk.Folder);
        using var client = server.Client();
        await MakeCanvasAsync(client);
        (int Status, string? Code) last;
        do last = await SendAsync(client, RandomNumberGenerator.GetBytes(1 << 20));
        while (last.Status == 201);

        for (var i = 0; i < 10; i++) last = await SendAsync(client, RandomNumberGenerator.GetBytes(6 << 20));
        Assert.Equal((503, "STORAGE_FULL"), last);
        Assert.Equal(acknowledged.Count, await CheckAsync(client));
        Assert.Equal(acknowledged.Count, FilesOf(disk.Folder).Length);

        disk.Free();
        await client.AssertReadinessAsync(200);
        Assert.Equal((201, null), await SendAsync(client, RandomNumberGenerator.GetBytes(1 << 20)));
        Assert.Equal(acknowledged.Count, await CheckAsync(client));
    }

    /// <summary>RELIABILITY T29: 300 names, as names of files and as ids, and nothing outside of the store.</summary>
    [Fact]
    public async Task AR2_After_hostile_names_there_is_nothing_outside_of_the_store()
    {
        using var folder = FaultFolder.Create();
        var data = Path.Join(folder.Path, "data");
        await using (var server = await ServerProcess.StartAsync(data))
        {
            using var client = server.Client();
            await MakeCanvasAsync(client);
            foreach (var name in HostileNames.All) await SendAsync(client, name);
        }

        var contents = FilesOf(data).Select(file => Path.GetRelativePath(Path.Join(data, "artifacts"), file)).ToList();
        const string Store = $"tenants/t_northstar/dev/canvas/{Canvas}";
        Assert.All(contents, file => Assert.Equal(Store, Path.GetDirectoryName(file)));
        Assert.All(contents, file => Assert.NotNull(BlobKey.Parse(file)));
        Assert.Equal(["data"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(data).Select(Path.GetFileName),
            one => one is not ("artifacts" or "maps" or "environment" or "token.key" or "server.json")
                && !one!.StartsWith("easel.", StringComparison.Ordinal)
                && !one.StartsWith("checkpoint", StringComparison.Ordinal));
        output.WriteLine($"{HostileNames.All.Count} names, {contents.Count} contents, all in {Store}");
        Assert.NotEmpty(contents);
    }

    /// <summary>Uploads under a name, and asks for it as an artifact.</summary>
    private static async Task SendAsync(FaultClient client, string name)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1, 2, 3]), "file", "a.html" },
            { new StringContent(name), "name" },
            { new StringContent("text/html"), "mime_type" },
        };
        using var made = await client.Http.PostAsync($"/canvas/{Canvas}/artifacts", form);
        Assert.True((int)made.StatusCode is 201 or 400, $"{name}: {made.StatusCode}");
        if ((int)made.StatusCode == 201)
        {
            using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
            using var read = await client.Http.GetAsync(json.RootElement.GetProperty("url").GetString());
            Assert.Equal("attachment", read.Content.Headers.ContentDisposition?.DispositionType);
            Assert.Equal("application/octet-stream", read.Content.Headers.ContentType?.MediaType);
        }

        using var asked = await client.Http.GetAsync($"/artifacts/{Uri.EscapeDataString(name)}/content");
        Assert.InRange((int)asked.StatusCode, 400, 404);
    }

    /// <summary>Four upload at once until the server is killed.</summary>
    private async Task UploadAsync(string folder, int afterMs)
    {
        var before = FilesOf(folder).Length;
        await using var server = await ServerProcess.StartAsync(folder, Eager);
        using var client = server.Client();
        await MakeCanvasAsync(client);
        // At least one has a record: a store of which nothing is known is not swept.
        var few = RandomNumberGenerator.GetBytes(10);
        if (acknowledged.IsEmpty) Assert.Equal((201, null), await SendAsync(client, few));
        var named = await CheckAsync(client);
        orphans += Math.Max(0, before - named);
        await WaitForAsync(() => FilesOf(folder).Length == named, () => "an orphan survives the sweep");
        var uploads = Enumerable.Range(0, 4).Select(async _ =>
        {
            try
            {
                while (true)
                {
                    var (status, code) = await SendAsync(
                        client, RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(10, 3 << 20)));
                    Assert.True(status == 201, $"{status} {code}");
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
            {
                // Killed.
            }
        }).ToList();
        await Task.Delay(afterMs);
        await server.KillAsync();
        await Task.WhenAll(uploads);
    }

    /// <summary>Reads every content that is named.</summary>
    private async Task<int> CheckAsync(FaultClient client)
    {
        using var page = JsonDocument.Parse(
            await client.Http.GetStringAsync($"/canvas/{Canvas}/artifacts?limit=1000"));
        Assert.Equal(JsonValueKind.Null, page.RootElement.GetProperty("next").ValueKind);
        var named = page.RootElement.GetProperty("artifacts").EnumerateArray().ToDictionary(
            one => one.GetProperty("id").GetString()!, one => one.GetProperty("sha256").GetString()!);
        foreach (var (id, hash) in acknowledged) Assert.Equal(hash, named.GetValueOrDefault(id));
        foreach (var (id, hash) in named)
        {
            var content = await client.Http.GetByteArrayAsync($"/artifacts/{id}/content");
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        return named.Count;
    }

    private async Task<(int Status, string? Code)> SendAsync(FaultClient client, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "a" } };
        using var answer = await client.Http.PostAsync($"/canvas/{Canvas}/artifacts", form);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var status = (int)answer.StatusCode;
        if (status == 201)
        {
            acknowledged[json.RootElement.GetProperty("id").GetString()!] =
                Convert.ToHexStringLower(SHA256.HashData(content));
            return (status, null);
        }

        var code = json.RootElement.GetProperty("code").GetString();
        Assert.Contains(code, Refusals);
        return (status, code);
    }

    private static async Task MakeCanvasAsync(FaultClient client)
    {
        using var body = new StringContent(
            $$"""{"canvas_id":"{{Canvas}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var made = await client.Http.PostAsync("/canvas", body);
        Assert.True((int)made.StatusCode is 201 or 409);
    }

    private static string[] FilesOf(string folder) => !Directory.Exists(Path.Join(folder, "artifacts"))
        ? []
        : Directory.GetFiles(Path.Join(folder, "artifacts"), "*", SearchOption.AllDirectories);

    private static async Task WaitForAsync(Func<bool> condition, Func<string> otherwise)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > WaitMax) Assert.Fail(otherwise());
            await Task.Delay(50);
        }
    }
}
