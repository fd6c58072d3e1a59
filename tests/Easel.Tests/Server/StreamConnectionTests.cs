using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Easel.Server.Stream;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Server;

/// <summary>Streams over every kind of connection: what goes past the response must not show.</summary>
public class StreamConnectionTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task ST1_A_stream_over_TLS_is_the_same(string version)
    {
        using var certificate = SelfSigned();
        await using var app = await StartAsync(
            settings => settings.Urls = "https://127.0.0.1:0",
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(
                https => https.ServerCertificate = certificate)));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, seen, _, _) => certificate.Equals(seen) },
        })
        { BaseAddress = app.Http.BaseAddress, DefaultRequestVersion = new Version(version) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());
        using var answer = await http.GetAsync("/sse/canvas/c", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        for (var n = 0; n < 50; n++)
        {
            using var command = JsonContent(System.Text.Encoding.UTF8.GetBytes(Command(n, Add($"a{n}"))));
            using var done = await http.PostAsync("/canvas/c/commands", command);
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        }

        Assert.Equal(new Version(version), answer.Version);
        for (var n = 1; n <= 50; n++)
        {
            string? line;
            do line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
            while (line?.StartsWith("id: ", StringComparison.Ordinal) == false);
            Assert.Equal($"id: {n}", line);
        }
    }

    [Fact]
    public async Task ST6_A_connection_can_be_used_again_after_its_stream_ended_cleanly()
    {
        await using var app = await StartAsync();
        using var raw = await RawStream.OpenAsync(app, "/sse/canvas/c");
        var streams = app.Services.GetRequiredService<CanvasStreams>();
        await streams.WaitForAsync(1);
        await app.CommandAsync("c", 0, Add("a"));
        Assert.Equal("id: 1", await raw.ReadLineAsync("id: "));

        await app.KillAsync("c");
        await raw.ReadUntilAsync("\r\n0\r\n\r\n");
        await raw.SendAsync(RawStream.Get("/canvas/c/snapshot"));

        Assert.StartsWith("HTTP/1.1 200 OK", await raw.ReadUntilAsync("\r\n\r\n"));
        Assert.Contains("\"head_rev\":1", await raw.ReadUntilAsync("state_hash"));
    }

    [Fact]
    public async Task ST1_Answers_to_requests_that_were_sent_at_once_keep_their_order()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        using var raw = await RawStream.ConnectAsync(app);

        await raw.SendAsync(string.Concat(Enumerable.Repeat(RawStream.Get("/canvas/c/snapshot"), 20))
            + RawStream.Get("/sse/canvas/c?after=0"));

        for (var n = 0; n < 20; n++) Assert.Contains("HTTP/1.1 200", await raw.ReadUntilAsync("state_hash"));
        Assert.Contains("text/event-stream", await raw.ReadUntilAsync("retry: "));
        Assert.Equal("id: 1", await raw.ReadLineAsync("id: "));
    }

    [Fact]
    public async Task ST1_A_reader_without_chunks_gets_none()
    {
        await using var app = await StartAsync();
        await app.CommandAsync("c", 0, Add("a"));
        using var raw = await RawStream.ConnectAsync(app);
        await raw.SendAsync(RawStream.Get("/sse/canvas/c?after=0", version: "1.0"));

        await raw.ReadUntilAsync("\r\n\r\nretry: ");
        Assert.DoesNotContain("\r\n", await raw.ReadUntilAsync("\n\n"));
        Assert.DoesNotContain("\r\n", await raw.ReadUntilAsync("\n\n"));
    }

    internal static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
