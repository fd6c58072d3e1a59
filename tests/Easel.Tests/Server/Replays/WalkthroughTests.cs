using System.Text.Json;
using System.Text.RegularExpressions;
using Easel.Server.Replays.Walkthroughs;
using Easel.Server.Wire;
using Easel.Tests.Documents.Replays;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server.Replays;

public partial class WalkthroughTests
{
    [Fact]
    public async Task AR4_A_walkthrough_says_who_did_what_to_which_atom_and_why()
    {
        await using var app = await StartAsync();
        await EditAsync(app, 0, "alice", """
            {"kind":"add","atom":{"id":"s1","type":"sticky","properties":{"x":1,"text":""}}},
            {"kind":"add","atom":{"id":"s2","type":"rectangle","properties":{"text":"Shop"}}}
            """, "\"intent\":{\"label\":\"Plan\"}");
        await EditAsync(app, 1, "alice", """
            {"kind":"insert_text","atom_id":"s1","property":"text","at":0,"text":"Buy milk"},
            {"kind":"update","atom_id":"s1","properties":{"x":5}},
            {"kind":"add","atom":{"id":"a1","type":"arrow","properties":{"fromNode":"s1","toNode":"s2"}}}
            """, "\"intent\":{\"label\":\"Plan\"}");
        await EditAsync(app, 2, "bob", """{"kind":"remove","atom_id":"s2"},{"kind":"set_meta","key":"title","value":"T"}""");
        await app.PostAsync("/canvas/c/undo", """{"base_rev":3}""", Token("bob"));

        var text = await app.TextAsync("c", "{}");
        Assert.Contains("**`alice`** added sticky note `Buy milk`, wrote in it, moved it and joined it to `Shop`; "
            + "added rectangle `Shop`. Reason: `Plan`. (r1–r2)", text, StringComparison.Ordinal);
        Assert.Contains("**`bob`** removed rectangle `Shop`; named the canvas `T`; took back revision 3. (r3–r4)", text,
            StringComparison.Ordinal);
        Assert.Equal(2, Step().Count(text));

        var json = JsonDocument.Parse(await app.TextAsync("c", """{"format":"json","actor":"bob"}""")).RootElement;
        var step = Assert.Single(json.GetProperty("steps").EnumerateArray());
        Assert.Equal("removed rectangle “Shop”; named the canvas “T”; took back revision 3",
            step.GetProperty("words").GetString());
    }

    [Fact]
    public async Task AR4_A_walkthrough_for_programs_repeats_only_the_beginning_of_what_people_wrote()
    {
        await using var app = await StartAsync();
        var text = string.Concat(Enumerable.Repeat("🦜 and ", 2_000));
        await EditAsync(app, 0, "alice", $$$$"""
            {"kind":"add","atom":{"id":"s1","type":"sticky","properties":{"text":"{{{{text}}}}"}}},
            {"kind":"set_meta","key":"title","value":"{{{{text}}}}"}
            """, $"\"intent\":{{\"reason\":\"{text}\"}}");

        var json = await app.TextAsync("c", """{"format":"json"}""");

        var step = JsonDocument.Parse(json).RootElement.GetProperty("steps")[0];
        var (words, reason) = (step.GetProperty("words").GetString()!, step.GetProperty("reason").GetString()!);
        Assert.InRange(words.Length, 2 * (Excerpt.LengthMax - 1), 200);
        Assert.InRange(reason.Length, JsonSteps.ReasonMax - 1, JsonSteps.ReasonMax + 1);
        Assert.EndsWith("…", reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', words + reason); // No half of a letter.
    }

    [Fact]
    public async Task AR4_The_debug_log_has_every_commit_with_its_ops()
    {
        await using var app = await StartAsync();
        var session = ReplaySession.Random(5, 40);
        await app.FillAsync("c", session);
        var log = await app.TextAsync("c", """{"format":"debug","from_rev":10}""");
        foreach (var commit in session.Commits.Skip(10))
            Assert.Contains(Easel.Server.Cli.CommitWords.Plain(
                System.Text.Encoding.UTF8.GetString(commit.Ops.Span)), log, StringComparison.Ordinal);
        Assert.Equal(30, log.Split("  trace ").Length - 1);
        Assert.Contains("intent {\"run_id\":\"run-1\"}", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[click](http://evil.example) <script>alert(1)</script> ![x](y)")]
    [InlineData("`` ` ``` <img src=x onerror=alert(1)> ```` `")]
    [InlineData("line\n\n# heading\n\n- item\n\n---\n<b>")]
    [InlineData("www.evil.example and me@evil.example and https://evil.example")]
    [InlineData("\u202Egnp.exe\u0007\u001b[31m")]
    [InlineData("``````````````````````````````````````````````````````````````````````````````````")]
    [InlineData("\\`*_{}[]()#+-.!|~^&lt;&#60;")]
    public async Task AR4_What_people_wrote_cannot_break_the_markdown(string hostile)
    {
        await using var app = await StartAsync();
        var said = JsonEncodedText.Encode(hostile);
        await EditAsync(app, 0, "mallory", $$$$"""
            {"kind":"add","atom":{"id":"s1","type":"sticky","properties":{"text":"{{{{said}}}}"}}},
            {"kind":"set_meta","key":"title","value":"{{{{said}}}}"}
            """, $"\"intent\":{{\"reason\":\"{said}\"}}");

        var text = await app.TextAsync("c", "{}");

        // Without what stands in code spans nothing is left that could mean something.
        var bare = WithoutCodeSpans(text);
        Assert.DoesNotMatch(@"[<>`\[\]!]|https?:|www\.|@|evil|heading|item|\u202E|\u001b", bare);
        Assert.Equal(5, text.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Control_A_text_that_is_not_quoted_is_noticed()
    {
        Assert.Contains("<script>", WithoutCodeSpans("alice added `x` <script>"), StringComparison.Ordinal);
        Assert.Contains("<b>", WithoutCodeSpans("`` a ``` <b> `"), StringComparison.Ordinal);
        Assert.Equal(" ", WithoutCodeSpans("`` a`b `` ``c`d``"));
    }

    [Theory]
    [InlineData("milk", "`milk`")]
    [InlineData("  two \n lines ", "`two lines`")]
    [InlineData("a`b", "``a`b``")]
    [InlineData("`a`", "`` `a` ``")]
    [InlineData("   ", "(nothing)")]
    public void AR4_A_text_is_quoted_by_a_fence_that_it_cannot_close(string text, string quoted) =>
        Assert.Equal(quoted, MarkdownSteps.Quote(text));

    /// <summary>As CommonMark reads code spans: a run of backticks is closed by the next run of the same length.</summary>
    private static string WithoutCodeSpans(string markdown)
    {
        var (rest, at) = (new System.Text.StringBuilder(), 0);
        while (at < markdown.Length)
        {
            var fence = Run(markdown, at);
            if (fence == 0)
            {
                rest.Append(markdown[at++]);
                continue;
            }

            var close = at + fence;
            while (close < markdown.Length && Run(markdown, close) != fence)
                close += Math.Max(1, Run(markdown, close));
            if (close >= markdown.Length) rest.Append(markdown.AsSpan(at, fence));
            at = close >= markdown.Length ? at + fence : close + fence;
        }

        return rest.ToString();
    }

    private static int Run(string text, int at) => text.AsSpan(at).IndexOfAnyExcept('`') is var run && run < 0
        ? text.Length - at : text.AsSpan(at).IndexOfAnyExcept('`');

    private static async Task EditAsync(EaselApp app, long baseRev, string user, string ops, string? more = null)
    {
        var body = $$"""{"base_rev":{{baseRev}},"ops":[{{ops}}],"actor_id":"{{user}}"{{(more is null ? "" : "," + more)}}}""";
        var reply = await app.PostAsync("/canvas/c/commands", body, Token(user));
        Assert.True(reply.Status == 200, reply.Text);
    }

    [GeneratedRegex("^[0-9]+\\. ", RegexOptions.Multiline)]
    private static partial Regex Step();
}
