using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Easel.Server.Artifacts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Easel.Tests.Contracts.Blobs;

/// <summary>
/// Stands before a server that speaks S3 and does what that one does not: it looks at signatures (<see cref="SigV4"/>)
/// and at the time of an address, and refuses what a story wants refused.
/// </summary>
internal sealed class S3Gate : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly S3Options behind;

    private S3Gate(S3Options behind)
    {
        this.behind = behind;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>The code of the refusal of a request; null serves it.</summary>
    public Func<HttpRequest, string?> Refuses { get; set; } = _ => null;

    /// <summary>Answers are broken off in their middle once this has ended; null lets them end well.</summary>
    public Task? Cut { get; set; }

    /// <summary>How far its clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>The same bucket by way of the gate.</summary>
    public S3Options Options => new()
    {
        Bucket = behind.Bucket,
        Endpoint = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        AccessKey = behind.AccessKey,
        SecretKey = behind.SecretKey,
        Prefix = behind.Prefix,
    };

    public static async Task<S3Gate> StartAsync(S3Options behind)
    {
        var gate = new S3Gate(behind);
        await gate.app.StartAsync();
        return gate;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var refused = Refuses(context.Request) ?? FaultOf(context.Request, target);
        if (refused is null) await ForwardAsync(context, target);
        else
        {
            context.Response.StatusCode = refused == "NotImplemented" ? 501 : 403;
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync($"<Error><Code>{refused}</Code><Message>no</Message></Error>");
        }
    }

    private string? FaultOf(HttpRequest request, string target)
    {
        if (SigV4.Of(request, target) is not { } said) return "AccessDenied";
        if (said.Expires < DateTimeOffset.UtcNow + Ahead) return "AccessDenied";
        return said.Signature == said.Sign(behind.SecretKey!) ? null : "SignatureDoesNotMatch";
    }

    private async Task ForwardAsync(HttpContext context, string target)
    {
        using var copy = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(behind.Endpoint + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (context.Request.ContentLength > 0) copy.Content = new StreamContent(context.Request.Body);
        foreach (var (name, values) in context.Request.Headers.Where(one => one.Key != "Host"))
        {
            if (!copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
                copy.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        }

        using var answer = await http.SendAsync(copy, HttpCompletionOption.ResponseHeadersRead);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection")) context.Response.Headers[name] = values.ToArray();
        }

        if (HttpMethods.IsHead(context.Request.Method)) return;
        if (Cut is { } cut)
        {
            var some = new byte[1_024];
            await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(some);
            await context.Response.Body.WriteAsync(some);
            await context.Response.Body.FlushAsync();
            await cut;
            context.Abort();
            return;
        }

        await answer.Content.CopyToAsync(context.Response.Body);
    }
}

/// <summary>What a request says of its signature (AWS Signature Version 4), and what that should be.</summary>
internal sealed record SigV4(string Canonical, string Time, string Scope, string Signature, DateTimeOffset Expires)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Null if it says nothing.</summary>
    public static SigV4? Of(HttpRequest request, string target)
    {
        var query = request.Query;
        if (query["X-Amz-Algorithm"] == Algorithm)
        {
            var time = (string)query["X-Amz-Date"]!;
            var lifetime = TimeSpan.FromSeconds(int.Parse(query["X-Amz-Expires"]!, CultureInfo.InvariantCulture));
            var canonical = CanonicalOf(request, target, query["X-Amz-SignedHeaders"]!, "UNSIGNED-PAYLOAD");
            return new SigV4(
                canonical, time, ScopeOf(query["X-Amz-Credential"]!), query["X-Amz-Signature"]!,
                DateTimeOffset.ParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                    + lifetime);
        }

        string? said = request.Headers.Authorization;
        if (said?.StartsWith(Algorithm, StringComparison.Ordinal) != true) return null;
        var parts = said[Algorithm.Length..].Split(',').Select(part => part.Trim().Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        return new SigV4(
            CanonicalOf(request, target, parts["SignedHeaders"], request.Headers["x-amz-content-sha256"]!),
            request.Headers["x-amz-date"]!, ScopeOf(parts["Credential"]), parts["Signature"], DateTimeOffset.MaxValue);
    }

    public string Sign(string secret)
    {
        var text = $"{Algorithm}\n{Time}\n{Scope}\n{Convert.ToHexStringLower(SHA256.HashData(Utf8(Canonical)))}";
        var key = Scope.Split('/').Aggregate(Utf8("AWS4" + secret), (key, part) => HMACSHA256.HashData(key, Utf8(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Utf8(text)));
    }

    private static string CanonicalOf(HttpRequest request, string target, string signedHeaders, string payload)
    {
        var (path, query) = target.Split('?', 2) is [var before, var after] ? (before, after) : (target, "");
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Contains('=', StringComparison.Ordinal) ? one : one + "=")
            .Select(one => string.Join('=', one.Split('=', 2).Select(Escaped)))
            .Where(one => !one.StartsWith("X-Amz-Signature=", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var headers = signedHeaders.Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n");
        return string.Join(
            '\n', request.Method, string.Join('/', path.Split('/').Select(Escaped)), string.Join('&', parameters),
            string.Concat(headers), signedHeaders, payload);
    }

    private static string Escaped(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string ScopeOf(string credential) => credential[(credential.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
