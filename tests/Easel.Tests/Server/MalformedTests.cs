using System.Text;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

public class MalformedTests
{
    public static TheoryData<string, byte[]> Corpus => new()
    {
        { "empty", [] },
        { "byte order mark", [0xEF, 0xBB, 0xBF, .. Body("1")] },
        { "invalid UTF-8", Body("\"\u0001\"", [0xC3, 0x28]) },
        { "overlong UTF-8", Body("\"\u0001\"", [0xC0, 0xAF]) },
        { "lone high surrogate", Body("\"\\ud800\"") },
        { "lone low surrogate", Body("\"\\udc00x\"") },
        { "infinite", Body("1e400") },
        { "beyond 2^53", Body("9007199254740993") },
        { "NaN", Body("NaN") },
        { "leading zero", Body("01") },
        { "control in string", Body("\"\u0002\"") },
        { "trailing comma", Body("[1,]") },
        { "comment", Body("/* */1") },
        { "duplicate name", Body("{\"a\":1,\"a\":2}") },
        { "duplicate name, escaped", Body("{\"a\":1,\"\\u0061\":2}") },
        { "too deep", Body(new string('[', 40) + new string(']', 40)) },
        { "trailing bytes", [.. Body("1"), (byte)'x'] },
        { "second value", [.. Body("1"), .. Body("1")] },
        { "cut off", Body("1")[..^1] },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task GE1_What_readers_could_read_differently_is_refused(string what, byte[] body)
    {
        await using var app = await StartAsync();

        var reply = await app.SendAsync(HttpMethod.Post, "/canvas/c/commands", JsonContent(body), null);

        Assert.True((400, "MALFORMED_JSON") == (reply.Status, reply.Code), $"{what}: {reply.Text}");
        Assert.Equal(404, (await app.GetAsync("/canvas/c")).Status);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"base_rev":-1,"ops":[]}""")]
    [InlineData("""{"base_rev":1.5,"ops":[]}""")]
    [InlineData("""{"base_rev":[],"ops":[]}""")]
    [InlineData("""{"base_rev":0,"ops":[],"actor_id":7}""")]
    [InlineData("""{"base_rev":0,"ops":[],"actor_id":""}""")]
    [InlineData("""{"base_rev":0,"ops":[],"correlation_id":{}}""")]
    [InlineData("""{"base_rev":0,"ops":[],"on_mismatch":"merge"}""")]
    [InlineData("""{"base_rev":0,"ops":[],"dry_run":"yes"}""")]
    [InlineData("""{"base_rev":0,"ops":[],"intent":[]}""")]
    [InlineData("""{"base_rev":0,"ops":[],"routing":[]}""")]
    [InlineData("""{"base_rev":0,"ops":[],"routing":{"app_id":"ä"}}""")]
    public async Task GE2_A_member_of_the_wrong_type_is_an_invalid_request(string body)
    {
        await using var app = await StartAsync();

        var reply = await app.PostAsync("/canvas/c/commands", body);

        Assert.Equal((400, "INVALID_REQUEST"), (reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("application/json", null, 200)]
    [InlineData("application/json; charset=utf-8", null, 200)]
    [InlineData("Application/JSON;charset=\"UTF-8\"", null, 200)]
    [InlineData("application/json; charset=utf-16", null, 415)]
    [InlineData("application/json", "gzip", 415)]
    [InlineData("text/plain", null, 415)]
    [InlineData("application/x-www-form-urlencoded", null, 415)]
    public async Task GE5_Only_plain_JSON_is_read(string type, string? encoding, int status)
    {
        await using var app = await StartAsync();
        var content = JsonContent(Encoding.UTF8.GetBytes(Command(0, Add("a"))), type);
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);

        Assert.Equal(status, (await app.SendAsync(HttpMethod.Post, "/canvas/c/commands", content, null)).Status);
    }

    /// <summary>A command with a value in a property; \u0001 in it becomes the bytes.</summary>
    private static byte[] Body(string value, byte[]? bytes = null)
    {
        var json = Encoding.UTF8.GetBytes(Command(0, Add("a", $"{{\"v\":{value}}}")));
        var at = Array.IndexOf(json, (byte)1);
        return bytes is null ? json : [.. json[..at], .. bytes, .. json[(at + 1)..]];
    }
}
