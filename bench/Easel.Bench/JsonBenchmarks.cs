using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Json;
using Easel.Server.Canvases;
using Easel.Server.Tenancy;

namespace Easel.Bench;

/// <summary>What does reading a typical command cost, step by step: strict check, members, ops, fingerprint?</summary>
public class JsonBenchmarks
{
    private readonly CanvasLimits limits = new();
    private readonly ArrayBufferWriter<byte> canonical = new(1_024);
    private byte[] command = [];
    private byte[] ops = [];

    [Params(1, 32)]
    public int Ops { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var json = $"[{string.Join(',', Enumerable.Range(0, Ops).Select(i => Samples.UpdateJson(i, i)))}]";
        ops = Encoding.UTF8.GetBytes(json);
        command = Encoding.UTF8.GetBytes($$"""
            {"base_rev":10,"ops":{{json}},"actor_id":"user-123","correlation_id":"0b7f3d6e-5a7c-4a5e-9d8e-7c6b5a493827"}
            """.TrimEnd());
    }

    [Benchmark]
    public bool Strict() => StrictJson.TryCompact(command, out _, out _);

    [Benchmark]
    public object ReadMembers()
    {
        var body = new CommandBody(new NamedContext());
        CommandBody.Read(command, body);
        return body;
    }

    [Benchmark]
    public bool ParseOps() => CanvasOpJson.TryParse(ops, limits, out _, out _);

    [Benchmark]
    public byte[] Fingerprint()
    {
        var body = new CommandBody(new NamedContext());
        CommandBody.Read(command, body);
        var edit = new CanvasCommand(CommandKind.Edit, null!, new DocumentKey("t_a", "dev", "canvas", "c"), body);
        return Server.Canvases.Fingerprint.Of(edit, "user-123");
    }

    [Benchmark]
    public int Canonical()
    {
        canonical.ResetWrittenCount();
        CanonicalJson.Write(ops, canonical);
        return canonical.WrittenCount;
    }
}
