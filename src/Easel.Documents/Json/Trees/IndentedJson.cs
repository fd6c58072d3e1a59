using System.Buffers;

namespace Easel.Documents.Json.Trees;

/// <summary>
/// Writes a value as map files are written: two spaces a level, a line a member or item, empty ones as <c>{}</c> and
/// <c>[]</c>, and one line end at the end. Tokens stay as they are, so a file of this form that nobody changed is
/// written byte for byte.
/// </summary>
public static class IndentedJson
{
    private const int IndentWidth = 2;

    /// <summary>Writes a whole file.</summary>
    public static void Write(JsonTree tree, IBufferWriter<byte> to)
    {
        Write(tree, IndentWidth, to);
        to.Write("\n"u8);
    }

    private static void Write(JsonTree tree, int indent, IBufferWriter<byte> to)
    {
        switch (tree)
        {
            case JsonList { Count: > 0 } list: WriteItems(list, indent, to); break;
            case JsonRecord { Shape.Count: > 0 } record: WriteMembers(record, indent, to); break;
            default: tree.WriteTo(to); break;
        }
    }

    private static void WriteItems(JsonList list, int indent, IBufferWriter<byte> to)
    {
        var separator = "["u8;
        foreach (var chunk in list.Items.Chunks)
        {
            foreach (var item in chunk.Span)
            {
                to.Write(separator);
                separator = ","u8;
                BreakLine(indent, to);
                Write(item, indent + IndentWidth, to);
            }
        }

        BreakLine(indent - IndentWidth, to);
        to.Write("]"u8);
    }

    private static void WriteMembers(JsonRecord record, int indent, IBufferWriter<byte> to)
    {
        var separator = "{"u8;
        for (var i = 0; i < record.Values.Length; i++)
        {
            to.Write(separator);
            separator = ","u8;
            BreakLine(indent, to);
            to.Write(record.Shape.Names[i].Token);
            to.Write(": "u8);
            Write(record.Values[i], indent + IndentWidth, to);
        }

        BreakLine(indent - IndentWidth, to);
        to.Write("}"u8);
    }

    private static void BreakLine(int indent, IBufferWriter<byte> to)
    {
        var line = to.GetSpan(indent + 1);
        line[0] = (byte)'\n';
        line.Slice(1, indent).Fill((byte)' ');
        to.Advance(indent + 1);
    }
}
