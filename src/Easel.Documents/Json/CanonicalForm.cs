using System.Text.Json;

namespace Easel.Documents.Json;

/// <summary>One pass over a JSON text that leaves its canonical form in <paramref name="canonical"/>.</summary>
internal ref struct CanonicalForm(
    ReadOnlySpan<byte> json, PooledBytes canonical, PooledBytes names, CanonicalMembers members)
{
    // Room for a value of the greatest depth that StrictJson accepts inside a document around it.
    private const int DepthMax = 2 * StrictJson.DepthMax;

    private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = DepthMax });

    public void Write()
    {
        _reader.Read();
        WriteValue();
    }

    private void WriteValue()
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: WriteObject(); break;
            case JsonTokenType.StartArray: WriteArray(); break;
            case JsonTokenType.String: WriteString(); break;
            case JsonTokenType.Number: WriteNumber(); break;
            default: canonical.Append(_reader.ValueSpan); break;
        }
    }

    private void WriteArray()
    {
        canonical.Append('[');
        var start = canonical.Length;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (canonical.Length > start) canonical.Append(',');
            WriteValue();
        }
        canonical.Append(']');
    }

    private void WriteObject()
    {
        canonical.Append('{');
        var first = members.Count;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            if (members.Count > first) canonical.Append(',');
            WriteMember();
        }
        members.Close(first);
        canonical.Append('}');
    }

    private void WriteMember()
    {
        var start = canonical.Length;
        var (nameStart, nameLength) = WriteName();
        canonical.Append(':');
        _reader.Read();
        WriteValue();
        members.Add(new(nameStart, nameLength, start, canonical.Length));
    }

    /// <summary>Says where the unescaped name is: in the canonical text, or as a complement in the names.</summary>
    private (int Start, int Length) WriteName()
    {
        var start = canonical.Length + 1;
        if (!_reader.ValueIsEscaped)
        {
            WriteString();
            return (start, canonical.Length - 1 - start);
        }
        start = names.Length;
        names.Advance(_reader.CopyString(names.GetSpan(_reader.ValueSpan.Length)));
        EcmaString.Write(names.Written[start..], canonical);
        return (~start, names.Length - start);
    }

    private void WriteString()
    {
        if (_reader.ValueIsEscaped)
        {
            WriteName();
            return;
        }
        canonical.Append('"');
        canonical.Append(_reader.ValueSpan);
        canonical.Append('"');
    }

    private void WriteNumber()
    {
        var literal = _reader.ValueSpan;
        if (JsonNumber.IsCanonical(literal)) canonical.Append(literal);
        else CanonicalJson.WriteNumber(JsonNumber.Value(literal), canonical);
    }
}
