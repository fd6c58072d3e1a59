using System.Text.Json;
using Easel.Server.Cli;
using Easel.Tests.Faults;

namespace Easel.Tests.Cli;

[Collection(FaultTests.Name)]
public class LogCommandTests
{
    [Theory]
    [InlineData("""{"kind":"insert_text","atom_id":"text-1","property":"text","at":0,"text":"abc"}""", "typed \"abc\" in text-1.text")]
    [InlineData("""{"kind":"delete_range","atom_id":"a","property":"text","at":0,"length":1}""", "deleted 1 character in a.text")]
    [InlineData("""{"kind":"replace_text_range","atom_id":"a","property":"t","at":0,"length":2,"text":"x"}""", "replaced 2 characters by \"x\" in a.t")]
    [InlineData("""{"kind":"update","atom_id":"a","properties":{"x":1,"y":2},"unset":["z"]}""", "set x, y and removed z of a")]
    [InlineData("""{"kind":"move","atom_id":"a","new_parent_id":null,"new_index":2}""", "moved a to the root at 2")]
    [InlineData("""{"kind":"move","atom_id":"a","new_parent_id":"g","new_index":0}""", "moved a into g at 0")]
    [InlineData("""{"kind":"remove","atom_id":"a"}""", "removed a")]
    [InlineData("""{"kind":"set_meta","key":"title","value":"T"}""", "set title of the canvas")]
    [InlineData("""{"kind":"set_meta","key":"title","unset":true}""", "removed title of the canvas")]
    [InlineData("""{"kind":"reset","state":{"atoms":{"a":{}},"meta":{},"root_atom_ids":[]}}""", "put back 1 atom")]
    public void CL3_Every_op_has_words(string op, string words) => Assert.Contains($"  {words}", Of(op));

    [Fact]
    public void CL3_What_others_wrote_can_neither_break_the_line_nor_command_the_terminal()
    {
        var line = Of("""{"kind":"insert_text","atom_id":"a","property":"text","at":0,"text":"\u001b[2J\r\n\u202eabc\u0085"}""");

        Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u202e');
        Assert.Contains("\\n", line);
    }

    [Fact]
    public async Task CL3_The_log_is_the_newest_commits_or_those_after_a_revision()
    {
        using var folder = new CliFolder();
        var trace = """{"startContent":"","endContent":"abc","txns":[{"patches":[[0,0,"a"]]},{"patches":[[1,0,"b"]]},{"patches":[[2,0,"c"]]}]}""";
        await folder.DoAsync("import", folder.Write("t.json", trace));
        await using var server = await ServerProcess.StartAsync(folder.Data);

        Assert.Equal([3, 4], await RevisionsAsync("--limit", "2"));
        Assert.Equal([2, 3], await RevisionsAsync("--after", "1", "--limit", "2"));
        Assert.Equal([1, 2, 3, 4], await RevisionsAsync());
        async Task<IEnumerable<long>> RevisionsAsync(params string[] more) =>
            (await folder.DoAsync(["log", "t", "--json", .. more])).Output.TrimEnd().Split('\n')
            .Select(line => JsonElement.Parse(line).GetProperty("rev").GetInt64());
    }

    private static string Of(string op) => CommitWords.Of(JsonElement.Parse(
        $$"""{"rev":7,"ts":"2026-01-31T09:30:00.123Z","actor_id":"alice","ops":[{{op}}],"correlation_id":"k"}"""));
}
