using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Easel.Tests.Faults;

/// <summary>
/// The power is cut under load, again and again (RELIABILITY T2): what was acknowledged is there, although the system
/// had not written anything that it was not told to. A killed process shows nothing of that, because the system keeps
/// what the process wrote.
/// </summary>
[Collection(FaultTests.Name)]
public sealed class PowerCutTests(ITestOutputHelper output) : IDisposable
{
    private const int Stop = 19; // SIGSTOP
    private const string Board = "own0";

    private static readonly (string, string)[] BusyShelver =
    [
        ("EASEL__Sqlite__TailCommits", "64"), ("EASEL__Sqlite__ShelfStepBytes", "4096"),
        ("EASEL__Sqlite__CheckpointPages", "100"), ("EASEL__Documents__SnapshotTailMin", "4096"),
    ];

    private readonly ConcurrentDictionary<string, string> uploads = new();
    private readonly List<LoopDisk> disks = [];

    public void Dispose()
    {
        foreach (var disk in disks) disk.Dispose();
    }

    [Fact]
    public async Task T2_What_was_acknowledged_outlives_a_power_cut()
    {
        var cuts = FaultTests.Count("EASEL_POWER_CUTS", 3);
        var seed = FaultTests.Count("EASEL_SEED", Environment.TickCount & 0xffff);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var disk = MakeDiskOrSkip();
        var crew = new Crew(seed);
        var (applied, absent) = (0, 0);
        for (var cut = 0; cut < cuts; cut++)
        {
            disk = await CutAsync(disk, crew, random.Next(100, 1_500), cut % 2 == 1);
            await using var server = await ServerProcess.StartAsync(disk.Folder, BusyShelver);
            var resolved = await crew.ResolveAsync(server);
            var where = $"seed {seed}, cut {cut}";
            Assert.True(resolved.Faults.Count == 0, $"{where}:\n{string.Join('\n', resolved.Faults.Take(20))}");
            (applied, absent) = (applied + resolved.Applied, absent + resolved.Absent);
            await CheckUploadsAsync(server);
            Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(10)));
        }

        var acknowledged = crew.History.Attempts.Count(one => one.IsFirstAnswer);
        output.WriteLine($"{cuts} cuts, {acknowledged} acknowledged, {uploads.Count} uploads");
        output.WriteLine($"unknown: {applied} had been applied, {absent} had not");
        Assert.True(acknowledged > 0 && !uploads.IsEmpty);
    }

    [Fact]
    public async Task T2_The_first_start_of_a_server_outlives_a_power_cut()
    {
        var disk = MakeDiskOrSkip();
        string[] kept = ["token.key", "environment"];
        LoopDisk cut;
        await using (var first = await ServerProcess.StartAsync(disk.Folder))
        {
            ServerProcess.SendSignal(first.Id, Stop);
            cut = Cut(disk);
        }

        foreach (var file in kept) Assert.Equal(ReadFrom(disk, file), ReadFrom(cut, file));
        await using var second = await ServerProcess.StartAsync(cut.Folder);
        using var client = second.Client();
        Assert.Equal(200, (await client.GetAsync("/canvas")).Status);
    }

    /// <summary>
    /// The control of the whole: with syncs that do nothing, the same test must find losses, or it would prove nothing.
    /// </summary>
    [Fact]
    public async Task T2_Without_syncs_a_power_cut_loses_what_was_acknowledged()
    {
        var disk = MakeDiskOrSkip();
        var crew = new Crew(seed: 7);
        LoopDisk cut;
        await using (var server = await ServerProcess.StartAsync(disk.Folder))
        {
            await using var noSyncs = await Strace.AttachOrSkipAsync(server, "fsync,fdatasync", "retval=0", when: 1);
            await crew.WriteForAsync(server, TimeSpan.FromSeconds(1));
            ServerProcess.SendSignal(server.Id, Stop);
            cut = Cut(disk);
            await server.KillAsync();
        }

        await using var after = await ServerProcess.StartAsync(cut.Folder);
        Assert.NotEmpty((await crew.ResolveAsync(after)).Faults);
    }

    private LoopDisk MakeDiskOrSkip()
    {
        var disk = LoopDisk.TryMake();
        Assert.SkipWhen(disk is null, "A disk in a file can only be mounted as root, on Linux.");
        disks.Add(disk);
        return disk;
    }

    private LoopDisk Cut(LoopDisk disk)
    {
        disks.Add(disk.Cut());
        return disks[^1];
    }

    /// <returns>What is left of the disk.</returns>
    private async Task<LoopDisk> CutAsync(LoopDisk disk, Crew crew, int afterMs, bool isBusy)
    {
        LoopDisk cut;
        await using (var server = await ServerProcess.StartAsync(disk.Folder, isBusy ? BusyShelver : []))
        {
            using var client = server.Client();
            var before = crew.History.Attempts.Count;
            var writing = crew.WriteAsync(server, CancellationToken.None);
            while (crew.History.Attempts.Count == before) await Task.Delay(1);
            var uploading = UploadAsync(client);
            await Task.Delay(afterMs);
            ServerProcess.SendSignal(server.Id, Stop);
            cut = Cut(disk);
            await server.KillAsync();
            await Task.WhenAll(writing, uploading);
        }

        disk.Dispose(); // Many cuts need the room of two disks only.
        return cut;
    }

    private static byte[] ReadFrom(LoopDisk disk, string file) => File.ReadAllBytes(Path.Join(disk.Folder, file));

    private async Task UploadAsync(FaultClient client)
    {
        try
        {
            while (true)
            {
                var content = RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(10, 1 << 20));
                using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "a" } };
                using var answer = await client.Http.PostAsync($"/canvas/{Board}/artifacts", form);
                if ((int)answer.StatusCode == 404) continue; // The crew has not made it yet.
                Assert.Equal(201, (int)answer.StatusCode);
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                uploads[json.RootElement.GetProperty("id").GetString()!] =
                    Convert.ToHexStringLower(SHA256.HashData(content));
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cut off.
        }
    }

    private async Task CheckUploadsAsync(ServerProcess server)
    {
        using var client = server.Client();
        foreach (var (id, hash) in uploads)
        {
            var content = await client.Http.GetByteArrayAsync($"/artifacts/{id}/content");
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(content)));
        }
    }
}
