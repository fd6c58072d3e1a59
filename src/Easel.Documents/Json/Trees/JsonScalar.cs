using System.Buffers;

namespace Easel.Documents.Json.Trees;

/// <summary>A string, number, boolean or null, with the very bytes of its token.</summary>
public sealed class JsonScalar : JsonTree
{
    private readonly byte[] token;
    private readonly double number;
    private string? text;

    internal JsonScalar(byte[] token, double number = double.NaN, string? text = null) =>
        (this.token, this.number, this.text) = (token, number, text);

    /// <summary>The value null.</summary>
    public static JsonScalar Null { get; } = new("null"u8.ToArray());

    /// <summary>The value true.</summary>
    public static JsonScalar True { get; } = new("true"u8.ToArray());

    /// <summary>The value false.</summary>
    public static JsonScalar False { get; } = new("false"u8.ToArray());

    /// <inheritdoc/>
    public override long Size => token.Length;

    /// <summary>Whether it is null.</summary>
    public bool IsNull => token[0] == 'n';

    /// <summary>Whether it is true or false.</summary>
    public bool IsBoolean => token[0] is (byte)'t' or (byte)'f';

    /// <summary>Whether it is true.</summary>
    public bool IsTrue => token[0] == 't';

    /// <summary>The nearest double, infinite where a literal is beyond all of them; NaN if it is no number.</summary>
    public double Number => number;

    /// <summary>The text of a string, lone surrogates kept; null if it is no string.</summary>
    public string? Text => token[0] == '"' ? text ??= JsonText.Unquote(token) : null;

    internal ReadOnlySpan<byte> Token => token;

    /// <summary>A string, written with the fewest escapes.</summary>
    public static JsonScalar Of(string text) => new(JsonText.Quote(text), text: text);

    /// <summary>A finite number, written as ECMAScript prints it; -0 becomes 0.</summary>
    public static JsonScalar Of(double number)
    {
        Span<byte> printed = stackalloc byte[EcmaNumber.LengthMax];
        return new JsonScalar(printed[..EcmaNumber.Format(number, printed)].ToArray(), number);
    }

    /// <summary>A boolean.</summary>
    public static JsonScalar Of(bool value) => value ? True : False;

    /// <inheritdoc/>
    public override void WriteTo(IBufferWriter<byte> to) => to.Write(token);
}

/// <summary>Looking at values that may be absent or of any kind.</summary>
internal static class JsonScalarReading
{
    extension(JsonTree? tree)
    {
        public bool IsAbsentOrNull => tree is null or JsonScalar { IsNull: true };

        public double Number => tree is JsonScalar scalar ? scalar.Number : double.NaN;

        public string? Text => (tree as JsonScalar)?.Text;

        public bool IsFinite(out double number) => double.IsFinite(number = tree.Number);

        /// <summary>An integer is a number without a fraction: <c>2.0</c> is one.</summary>
        public bool IsInteger(out double number) => double.IsInteger(number = tree.Number);
    }
}
