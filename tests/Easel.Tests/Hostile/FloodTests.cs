using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Easel.Tests.Faults;
using Easel.Tests.Server;
using Microsoft.AspNetCore.Hosting;
using static Easel.Tests.Server.EaselApp;

namespace Easel.Tests.Hostile;

/// <summary>
/// Those who only want to hold on to the server: it goes on for those who work, and gives everything back afterwards.
/// The numbers are small in CI; EASEL_FLOOD multiplies them.
/// </summary>
[Collection(FaultTests.Name)]
public class FloodTests
{
    private const string Connections = "http_server_connections";
    private const string Files = "process_open_fds";

    private static int Many => 200 * FaultTests.Count("EASEL_FLOOD", 1);

    [Theory]
    [InlineData("", "EASEL__CONNECTIONS__KEEPALIVESECONDS")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "EASEL__CONNECTIONS__HEADERSECONDS")]
    [InlineData("POST /canvas/c/commands HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nAuthorization: Bearer {token}\r\n"
        + "Content-Type: application/json\r\n\r\n{", "EASEL__CONNECTIONS__BODYGRACESECONDS")]
    public async Task GE7_Who_sends_slowly_or_nothing_is_closed_and_others_are_served_meanwhile(string text, string limit)
    {
        await using var flood = await Flood.StartAsync((limit, "2"));
        var (connections, files) = (await flood.MetricAsync(Connections), await flood.MetricAsync(Files));

        await flood.AttackAsync(Many, text.Replace("{token}", flood.Token, StringComparison.Ordinal));
        await flood.UntilAsync(Connections, open => open >= connections + Many);
        await flood.WorkAsync(50);

        Assert.Equal(Many, await flood.ClosedAsync());
        await flood.UntilAsync(Connections, open => open <= connections + 2);
        await flood.UntilAsync(Files, open => open <= files + 20);
        await flood.WorkAsync(5);
    }

    [Fact]
    public async Task GE7_More_connections_than_there_may_be_are_closed_and_open_ones_served()
    {
        await using var flood = await Flood.StartAsync(("EASEL__CONNECTIONS__CONNECTIONSMAX", $"{Many}"));
        var files = await flood.MetricAsync(Files);

        await flood.AttackAsync(2 * Many, "");
        await flood.UntilAsync("easel_connections_refused_total", refused => refused >= Many);
        await flood.WorkAsync(50); // On a connection that was open before; the metrics, on the other listener.

        Assert.True(await flood.MetricAsync(Connections) <= Many + 5);
        flood.GiveUp();
        await flood.UntilAsync(Files, open => open <= files + 20);
        using var another = new FaultClient(flood.Url, flood.Token);
        Assert.Equal(200, (await another.GetAsync("/canvas/c/snapshot")).Status);
    }

    [Fact]
    public async Task GE7_Idle_sockets_cost_nobody_anything_and_are_given_back()
    {
        await using var flood = await Flood.StartAsync(
            ("EASEL__GESTURES__SOCKETSPERACTORMAX", $"{Many}"), ("EASEL__GESTURES__SOCKETSPERTENANTMAX", $"{Many}"));
        var files = await flood.MetricAsync(Files);

        await flood.AttackAsync(
            2 * Many, $"GET /msg/ws?canvas_id=c&token={flood.Token} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n");
        await flood.UntilAsync("easel_sockets_open", open => open == Many);
        await flood.WorkAsync(50);

        flood.GiveUp();
        await flood.UntilAsync("easel_sockets_open", open => open == 0);
        await flood.UntilAsync(Files, open => open <= files + 20);
    }

    [Fact]
    public async Task GE7_Requests_that_are_reset_as_fast_as_they_are_made_end_their_connection_alone()
    {
        using var certificate = StreamConnectionTests.SelfSigned();
        await using var app = await StartAsync(
            settings => settings.Urls = "https://127.0.0.1:0",
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(
                https => https.ServerCertificate = certificate)));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, seen, _, _) => certificate.Equals(seen) },
        })
        { BaseAddress = app.Http.BaseAddress, DefaultRequestVersion = new Version(2, 0) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token());

        for (var attackers = 0; attackers < Many / 20; attackers++)
        {
            Assert.True(await ResetRapidlyAsync(http.BaseAddress!, certificate, 5_000), "The connection was not ended.");
            using var command = JsonContent(System.Text.Encoding.UTF8.GetBytes(Command(attackers, Add($"a{attackers}"))));
            using var answer = await http.PostAsync("/canvas/c/commands", command);
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    /// <returns>Whether the server ended the connection before all requests were made and reset.</returns>
    private static async Task<bool> ResetRapidlyAsync(Uri to, X509Certificate2 certificate, int times)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(to.Host, to.Port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, seen, _, _) => certificate.Equals(seen));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
        });
        try
        {
            await tls.WriteAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0, [])]);
            var buffer = new byte[1 << 16];
            var ended = DrainAsync(tls, buffer);
            for (var n = 0; n < times && !ended.IsCompleted; n++)
            {
                // GET / of a host called "x", whole in one frame; then: never mind.
                byte[] headers = [0x82, 0x84, 0x87, 0x41, 0x01, (byte)'x'];
                await tls.WriteAsync((byte[])[.. Frame(1, 5, 2 * n + 1, headers), .. Frame(3, 0, 2 * n + 1, [0, 0, 0, 8])]);
            }

            return await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(10))) == ended;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task DrainAsync(SslStream from, byte[] buffer)
    {
        try
        {
            while (await from.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // That is the end that was waited for.
        }
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload) =>
    [
        0, 0, (byte)payload.Length, type, flags, (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8),
        (byte)stream, .. payload,
    ];
}
