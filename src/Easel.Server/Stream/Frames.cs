using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Easel.Documents;
using Easel.Server.Wire;

namespace Easel.Server.Stream;

/// <summary>Writes server-sent events (SPEC ST1, ST4).</summary>
internal static class Frames
{
    /// <summary>Bytes of a commit's frame beside its data, at most.</summary>
    public const int CommitOverhead = 64;

    public static Chunk Heartbeat { get; } = Chunk.Of(": hb\n\n"u8);

    /// <summary>Only commits have an id: it is where a reader goes on.</summary>
    public static void WriteCommit(IBufferWriter<byte> to, EventForm form, Revision revision, ReadOnlySpan<byte> line)
    {
        Utf8.TryWrite(to.GetSpan(32), $"id: {revision.Number}\n", out var length);
        to.Advance(length);
        Write(to, form == EventForm.DialectUnnamed ? null : "op_committed", line);
    }

    public static void Write(IBufferWriter<byte> to, string? name, ReadOnlySpan<byte> data)
    {
        if (name is not null)
        {
            to.Write("event: "u8);
            Encoding.UTF8.GetBytes(name, to);
            to.Write("\n"u8);
        }

        to.Write("data: "u8);
        to.Write(data);
        to.Write("\n\n"u8);
    }

    /// <summary>How long to wait before coming back. Those that were cut off together must not come together.
    /// </summary>
    public static void WriteRetry(IBufferWriter<byte> to)
    {
        Utf8.TryWrite(to.GetSpan(32), $"retry: {Random.Shared.Next(1_000, 3_001)}\n\n", out var length);
        to.Advance(length);
    }

    /// <summary>Tells a reader that the log does not lead from its cursor to here (SPEC ST3).</summary>
    public static void WriteReset(IBufferWriter<byte> to, EventForm form, Reset reset)
    {
        var json = AnswerBuffer.TakeWriter(out var data);
        json.WriteStartObject();
        json.WriteString("type"u8, "reset"u8);
        json.WriteString("code"u8, reset.Code);
        json.WriteNumber("head_rev"u8, reset.Head.Number);
        json.WriteString("epoch"u8, reset.Epoch);
        json.WriteString("snapshot_ref"u8, $"{reset.SnapshotPath}?rev={reset.Head.Number}");
        json.WriteEndObject();
        json.Flush();
        Write(to, form == EventForm.DialectUnnamed ? null : "reset", data.WrittenSpan);
    }

    /// <summary>Why and where a stream starts anew.</summary>
    internal readonly record struct Reset(string Code, Revision Head, string Epoch, string SnapshotPath);
}
