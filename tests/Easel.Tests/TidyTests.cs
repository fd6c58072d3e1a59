using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Easel.Tests;

/// <summary>The style rules that the compiler's analyzers do not know, as tests over every C# file under src.</summary>
public class TidyTests
{
    private const int ColumnsMax = 120;
    private const int MethodLinesMax = 60;

    [Fact]
    public void No_line_is_longer_than_120_columns() => AssertNone(Sources().SelectMany(LongLines));

    [Fact]
    public void No_file_uses_tabs() => AssertNone(Sources().SelectMany(Tabs));

    [Fact]
    public void No_method_is_longer_than_60_lines() => AssertNone(Sources().SelectMany(LongMethods));

    [Theory]
    [InlineData(57, false)] // The signature and two braces make 60.
    [InlineData(58, true)]
    public void A_method_is_measured_from_its_first_modifier_to_its_last_brace(int statements, bool isTooLong)
    {
        var body = string.Concat(Enumerable.Repeat("F();\n", statements));
        var method = $"/// <summary>Not counted.</summary>\npublic void F()\n{{\n{body}}}\n";
        var source = new Source("A.cs", $"class A\n{{\n{method}}}\n");

        Assert.Equal(isTooLong, LongMethods(source).Any());
    }

    private static IEnumerable<string> LongLines(Source source) =>
        source.Lines.Where(line => line.Text.TrimEnd('\r').Length > ColumnsMax)
            .Select(line => $"{source.Name}:{line.Number}: {line.Text.Length} columns, at most {ColumnsMax}");

    private static IEnumerable<string> Tabs(Source source) =>
        source.Lines.Where(line => line.Text.Contains('\t')).Select(line => $"{source.Name}:{line.Number}: tab");

    private static IEnumerable<string> LongMethods(Source source)
    {
        var root = CSharpSyntaxTree.ParseText(source.Text).GetCompilationUnitRoot();
        foreach (var method in root.DescendantNodes().Where(IsMethod))
        {
            var span = method.SyntaxTree.GetLineSpan(method.Span);
            var first = span.StartLinePosition.Line + 1;
            var lines = span.EndLinePosition.Line + 1 - first + 1;
            if (lines > MethodLinesMax) yield return $"{source.Name}:{first}: {lines} lines, at most {MethodLinesMax}";
        }
    }

    private static bool IsMethod(SyntaxNode node) => node is BaseMethodDeclarationSyntax
        or LocalFunctionStatementSyntax or AccessorDeclarationSyntax or LambdaExpressionSyntax;

    private static List<Source> Sources()
    {
        var src = Path.Combine(RepositoryRoot.Path, "src");
        var files = Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"))
            .Select(file => new Source(Path.GetRelativePath(RepositoryRoot.Path, file), File.ReadAllText(file)))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }

    private static void AssertNone(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    private sealed record Source(string Name, string Text)
    {
        public IEnumerable<(int Number, string Text)> Lines => Text.Split('\n').Select((text, i) => (i + 1, text));
    }
}
