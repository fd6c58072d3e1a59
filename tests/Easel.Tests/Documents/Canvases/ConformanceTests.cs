using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Easel.Documents;
using Easel.Documents.Canvases;
using Easel.Documents.Json;

namespace Easel.Tests.Documents.Canvases;

/// <summary>Runs conformance/*.json (SPEC OP7), as the TypeScript tests do. EASEL_WRITE_CONFORMANCE=1 writes them anew.</summary>
public class ConformanceTests
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 64 };

    [Fact]
    public void OP7_The_files_are_what_the_writer_writes()
    {
        var files = ConformanceWriter.Files();
        if (Environment.GetEnvironmentVariable("EASEL_WRITE_CONFORMANCE") == "1")
        {
            foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(ConformanceWriter.Folder, name), bytes);
        }

        Assert.All(files, file => Assert.True(
            file.Value.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(ConformanceWriter.Folder, file.Key))),
            $"{file.Key} differs; if that is meant, run the tests once with EASEL_WRITE_CONFORMANCE=1"));
    }

    [Fact]
    public void OP7_Reducer() => Run("reducer.json", atLeast: 150, vector =>
    {
        Canvas? state = CanvasJson.Decode(Raw(vector, "state"));
        var (at, result) = (0, vector.GetProperty("result"));
        foreach (var op in CanvasOpJson.ParseStored(Raw(vector, "ops")))
        {
            state = CanvasReducer.Apply(state, op, out _);
            if (state is null) break;
            at++;
        }

        if (state is null) return $"{{\"misfit\":true,\"op_index\":{at}}}" == result.GetRawText();
        return CanvasJson.Hash(state) == result.GetProperty("state_hash").GetString()
            && ConformanceWriter.Canonical(CanvasJson.Encode(state).Span) == result.GetProperty("state").GetRawText();
    });

    [Fact]
    public void OP7_Inverse() => Run("inverse.json", atLeast: 60, vector =>
    {
        var state = CanvasJson.Decode(Raw(vector, "state"));
        var ops = CanvasOpJson.ParseStored(Raw(vector, "ops"));
        var inverse = CanvasInverse.Of(state, ops);
        return Say.Wire(inverse) == vector.GetProperty("inverse").GetRawText()
            && CanvasJson.Hash(RandomCanvas.Apply(RandomCanvas.Apply(state, ops), inverse)) == vector.GetProperty("back_hash").GetString();
    });

    [Fact]
    public void OP7_Rebase() => Run("rebase.json", atLeast: 180, vector =>
    {
        var head = CanvasJson.Decode(Raw(vector, "state"));
        var missed = new List<MissedOps<Canvas, CanvasOp>>();
        foreach (var commit in vector.GetProperty("committed").EnumerateArray())
        {
            missed.Add(new(head, CanvasOpJson.ParseStored(JsonMarshal.GetRawUtf8Value(commit).ToArray())));
            head = RandomCanvas.Apply(head, missed[^1].Ops);
        }

        var rebased = CanvasRebase.Over(CanvasOpJson.ParseStored(Raw(vector, "pending")), missed);
        var wanted = vector.GetProperty("rebased").EnumerateArray()
            .Select(one => (one.GetProperty("op_index").GetInt32(), $"[{one.GetProperty("op").GetRawText()}]"));
        var dropped = vector.GetProperty("dropped").EnumerateArray()
            .Select(one => new DroppedOp(one.GetProperty("op_index").GetInt32(), one.GetProperty("reason").GetString()!));
        return rebased.Ops.Select(one => (one.OpIndex, Say.Wire([one.Op]))).SequenceEqual(wanted)
            && rebased.Dropped.SequenceEqual(dropped)
            && CanvasJson.Hash(RandomCanvas.Apply(head, rebased.Ops.Select(op => op.Op))) == vector.GetProperty("state_hash").GetString();
    });

    [Fact]
    public void OP7_Canonical() => Run("canonical.json", atLeast: 40, vector =>
    {
        var text = Encoding.UTF8.GetBytes(vector.GetProperty("json").GetString()!);
        Assert.True(StrictJson.TryCompact(text, out var compact, out _));
        var canonical = ConformanceWriter.Canonical(compact.Span);
        return canonical == vector.GetProperty("canonical").GetString()
            && Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))) == vector.GetProperty("sha256").GetString();
    });

    [Fact]
    public void OP7_Shape() => Run("shape.json", atLeast: 200, vector =>
    {
        var ops = Encoding.UTF8.GetBytes($"[{vector.GetProperty("op").GetRawText()}]");
        var isOk = CanvasOpJson.TryParse(ops, new CanvasLimits(), out _, out _);
        return vector.GetProperty("verdict").GetString() == (isOk ? "ok" : "refused");
    });

    /// <summary>Each file must be able to fail: here every vector is spoilt once.</summary>
    [Fact]
    public void Control_A_vector_that_is_wrong_is_noticed()
    {
        var text = File.ReadAllText(Path.Combine(ConformanceWriter.Folder, "rebase.json"));
        using var spoilt = JsonDocument.Parse(text.Replace("\"op_index\":0", "\"op_index\":7"), Deep);
        using var whole = JsonDocument.Parse(text, Deep);
        Assert.NotEqual(whole.RootElement.GetRawText(), spoilt.RootElement.GetRawText());
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Run(spoilt.RootElement, "spoilt", 1, vector =>
            vector.GetProperty("rebased").EnumerateArray().All(one => one.GetProperty("op_index").GetInt32() < vector.GetProperty("pending").GetArrayLength())));
    }

    private static void Run(string file, int atLeast, Func<JsonElement, bool> holds)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ConformanceWriter.Folder, file)), Deep);
        Run(vectors.RootElement, file, atLeast, holds);
    }

    private static void Run(JsonElement vectors, string file, int atLeast, Func<JsonElement, bool> holds)
    {
        Assert.True(vectors.GetArrayLength() >= atLeast, $"{file} has only {vectors.GetArrayLength()} vectors");
        foreach (var vector in vectors.EnumerateArray())
            Assert.True(holds(vector), $"{file}: {vector.GetProperty("rule")} {vector.GetProperty("name")}");
    }

    private static byte[] Raw(JsonElement vector, string name) => JsonMarshal.GetRawUtf8Value(vector.GetProperty(name)).ToArray();
}
