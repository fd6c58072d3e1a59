using Easel.Documents;
using Easel.Documents.Canvases;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Rules of operators, by configuration and by code (M5).</summary>
public class AtomRuleTests
{
    private static readonly Dictionary<string, string?> Rules = new()
    {
        ["Canvases:Atoms:text:required:0"] = "text",
        ["Canvases:Atoms:text:additionalProperties"] = "false",
        ["Canvases:Atoms:text:properties:text:type"] = "string",
        ["Canvases:Atoms:text:properties:text:maxLength"] = "5",
        ["Canvases:Atoms:text:properties:color:enum:0"] = "red",
        ["Canvases:Atoms:text:properties:color:enum:1"] = "blue",
        ["Canvases:Atoms:text:properties:size:type"] = "integer",
        ["Canvases:Atoms:text:properties:size:minimum"] = "1",
        ["Canvases:Atoms:text:properties:size:maximum"] = "9",
        ["Canvases:Atoms:text:properties:link:pattern"] = "^https://",
    };

    [Theory]
    [InlineData("{\"text\":\"hello\",\"color\":\"red\",\"size\":9,\"link\":\"https://x\"}", null)]
    [InlineData("{}", "text is required")]
    [InlineData("{\"text\":7}", "text: type must be string")]
    [InlineData("{\"text\":\"hello!\"}", "text: maxLength is 5")]
    [InlineData("{\"text\":\"\",\"color\":\"green\"}", "color: enum must be one of red, blue")]
    [InlineData("{\"text\":\"\",\"size\":1.5}", "size: type must be integer")]
    [InlineData("{\"text\":\"\",\"size\":0}", "size: minimum is 1")]
    [InlineData("{\"text\":\"\",\"size\":10}", "size: maximum is 9")]
    [InlineData("{\"text\":\"\",\"link\":\"http://x\"}", "link: pattern is ^https://")]
    [InlineData("{\"text\":\"\",\"other\":1}", "other: additionalProperties does not allow it")]
    public async Task M5_A_refusal_names_atom_property_and_rule(string properties, string? reason)
    {
        await using var app = await StartAsync(adjust: builder => Configure(builder.Configuration, Rules));

        var reply = await app.CommandAsync("c", 0, Add("a", properties));

        Assert.Equal(reason is null ? 200 : 422, reply.Status);
        if (reason is null) return;
        Assert.Equal(0, reply.Json.GetProperty("op_index").GetInt32());
        Assert.Contains("atom a", reply.Json.GetProperty("reason").GetString());
        Assert.EndsWith(reason, reply.Json.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task M5_Rules_hold_for_text_ops_and_updates_too()
    {
        await using var app = await StartAsync(adjust: builder => Configure(builder.Configuration, Rules));
        await app.CommandAsync("c", 0, Add("a", "{\"text\":\"hello\"}"));

        const string Typing = """{"kind":"insert_text","atom_id":"a","property":"text","at":5,"text":"!"}""";

        var typed = await app.CommandAsync("c", 1, Typing);
        var unset = await app.CommandAsync("c", 1, """{"kind":"update","atom_id":"a","unset":["text"]}""");

        Assert.Equal((422, 422), (typed.Status, unset.Status));
    }

    [Theory]
    [InlineData("Canvases:Atoms:text:properties:text:minimun", "1")]
    [InlineData("Canvases:Atoms:text:propertys:text", "1")]
    [InlineData("Canvases:Atoms:text:properties:text:minimum", "one")]
    [InlineData("Canvases:Atoms:text:properties:text:type", "text")]
    public async Task M5_A_rule_that_is_not_understood_stops_the_start(string key, string value)
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            StartAsync(adjust: builder => Configure(builder.Configuration, new() { [key] = value })));

        Assert.Contains(key[..key.LastIndexOf(':')], fault.ToString());
    }

    [Fact]
    public async Task M5_A_validator_in_code_can_refuse_too()
    {
        await using var app = await StartAsync(adjust: builder =>
            builder.Services.AddSingleton<IEditValidator<Canvas, CanvasOp>, NoRemoves>());
        await app.CommandAsync("c", 0, Add("a"));

        var reply = await app.CommandAsync("c", 1, $$"""{{Add("b")}},{"kind":"remove","atom_id":"a"}""");

        Assert.Equal((422, 1), (reply.Status, reply.Json.GetProperty("op_index").GetInt32()));
        Assert.Equal("nothing may be removed", reply.Json.GetProperty("reason").GetString());
    }

    private static void Configure(IConfiguration configuration, Dictionary<string, string?> values)
    {
        foreach (var (key, value) in values) configuration[key] = value;
    }

    private sealed class NoRemoves : IEditValidator<Canvas, CanvasOp>
    {
        public string? Refuse(Canvas before, CanvasOp op, Canvas after) =>
            op is CanvasOp.Remove ? "nothing may be removed" : null;
    }
}
