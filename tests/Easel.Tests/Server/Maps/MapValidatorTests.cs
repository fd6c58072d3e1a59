using System.Text.Json;
using static Easel.Tests.Server.Maps.MapApp;

namespace Easel.Tests.Server.Maps;

/// <summary>What decides whether a map may be opened.</summary>
public class MapValidatorTests
{
    [Fact]
    public async Task MP7_The_built_in_validator_refuses_what_the_decoder_cannot_read_and_warns_of_the_rest()
    {
        await using var app = await StartAsync();
        app.Put("bad.json", """{"vertices":[{"x":"1","y":1}],"sectors":[],"walls":[]}""");
        app.Put("none.json", "{");

        var bad = await app.SendAsync("map:open", """{"mapPath":"bad.json"}""");
        var none = await app.SendAsync("map:open", """{"mapPath":"none.json"}""");
        var odd = await app.OpenAsync("odd.json", """
            {"vertices":[{"x":0,"y":0},{"x":0,"y":0}],"sectors":[],
             "walls":[{"v0":0,"v1":1,"front_sector":3,"back_sector":-1,"tex":"W"}]}
            """);

        Assert.Equal((422, "map-validation/invalid-map"), (bad.Status, CodeOf(bad)));
        var report = bad.Json.GetProperty("error").GetProperty("report");
        Assert.Equal("map-validation-error-report", report.GetProperty("kind").GetString());
        Assert.Contains("$.vertices[0].x", report.GetProperty("rawText").GetString());
        Assert.Contains("\n  \"error\"", report.GetProperty("prettyText").GetString());
        Assert.Equal((422, "map-io/parse-failed"), (none.Status, CodeOf(none)));
        var findings = odd.GetProperty("lastValidation").GetProperty("findings");
        Assert.Equal(["degenerate-wall", "missing-sector"],
            findings.EnumerateArray().Select(one => one.GetProperty("rule").GetString()!));
        Assert.Equal(0, findings[0].GetProperty("index").GetInt32());
    }

    [Theory]
    [InlineData("exit 0", null, null, null)]
    [InlineData("""echo '{"e":1}'; exit 1""", "invalid-map", """{"e":1}""", "{\n  \"e\": 1\n}")]
    [InlineData("echo ' out '; echo err >&2; exit 2", "invalid-map", "out", "out")]
    [InlineData("echo err >&2; exit 3", "invalid-map", "err", "err")]
    [InlineData("exit 4", "invalid-map", "", "")]
    [InlineData("echo \"$2: bad, in $PWD\"; exit 1", "invalid-map", "box.json: bad, in .", "box.json: bad, in .")]
    [InlineData("sleep 60", "invalid-map", "", "")]
    [InlineData("""[ "$1" = --validate-map ] && [ -f "$2" ]""", null, null, null)]
    [InlineData("! env | grep -vE '^(PATH|HOME|LANG|TMPDIR|[A-Z]*DISPLAY|XDG_RUNTIME_DIR|DOTNET_ROOT|[A-Z]*PWD|SHLVL|_)='",
        null, null, null)]
    [InlineData("head -c 300000 /dev/zero | tr '\\0' x; exit 1", "invalid-map", null, null)]
    public async Task MP7_A_configured_program_decides(string script, string? code, string? raw, string? pretty)
    {
        if (OperatingSystem.IsWindows()) return;
        var program = Path.GetTempFileName();
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await using var app = await StartAsync(null,
                ("Maps:Executable", $" {program} "),
                ("Maps:ExecutableTimeMax", script == "sleep 60" ? "00:00:02" : "00:05:00"));
            app.Put("box.json", Box);

            var reply = await app.SendAsync("map:open", """{"mapPath":"box.json"}""");

            Assert.True(code is null ? reply.Status == 200 : CodeOf(reply) == "map-validation/" + code, reply.Text);
            Assert.True(reply.Text.Length < 200_000, "the output is not cut off");
            if (raw is null) return;
            var report = reply.Json.GetProperty("error").GetProperty("report");
            Assert.Equal(raw, report.GetProperty("rawText").GetString());
            Assert.Equal(pretty, report.GetProperty("prettyText").GetString());
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public async Task MP7_A_program_that_is_not_there_is_said_to_be()
    {
        await using var app = await StartAsync(null, ("Maps:Executable", "/nowhere/validator"));
        app.Put("box.json", Box);

        var reply = await app.SendAsync("map:open", """{"mapPath":"box.json"}""");

        Assert.Equal("map-validation/runner-failed", CodeOf(reply));
        Assert.DoesNotContain("nowhere", (await app.SendAsync("settings:get")).Text);
    }

    [Fact]
    public async Task MP7_An_edit_forgets_what_was_said_and_validating_says_it_again_without_a_revision()
    {
        await using var app = await StartAsync();
        await app.OpenAsync();
        await app.EditAsync(1);
        Assert.Equal(JsonValueKind.Null, (await app.NowAsync()).GetProperty("lastValidation").ValueKind);

        Assert.Equal(200, (await app.SendAsync("map:validate")).Status);

        var now = await app.NowAsync();
        Assert.True(now.GetProperty("lastValidation").GetProperty("ok").GetBoolean());
        Assert.Equal(2, RevisionOf(now));
    }
}
