using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Easel.Server.Auth;
using Easel.Server.Tenancy;

namespace Easel.Server.Cli;

/// <summary>
/// The way of a command to the documents: over HTTP to the server that holds the data folder, or to one in this process
/// for as long as the command runs (SPEC CL3).
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromDays(7);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private const int PollsMax = 100;

    private readonly LocalServer? own;
    private readonly HttpClient http;

    private Connection(string url, LocalServer? own, string tenant)
    {
        (this.own, Tenant) = (own, tenant);
        // A proxy that the environment names is for the way out, not for this machine.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(url),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public string Tenant { get; }

    /// <summary>Connects as a command line says: folder, tenant and environment are its options.</summary>
    /// <param name="mayCreate">Whether a data folder is made if there is none.</param>
    public static Task<Connection> OpenAsync(
        ParseResult line, string role, CancellationToken ct, string? tenant = null, bool mayCreate = false) =>
        OpenAsync(line, role, tenant ?? line.GetRequiredValue(Choices.Tenant), mayCreate, isAdmin: false, ct);

    /// <summary>Connects to what administers, where it is served: on the admin listener, if there is one.</summary>
    public static Task<Connection> OpenAdminAsync(ParseResult line, CancellationToken ct) =>
        OpenAsync(line, "admin", FirstTenants.System, mayCreate: false, isAdmin: true, ct);

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await http.SendAsync(request, ct);
        return new Reply(
            (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct),
            response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
    }

    /// <exception cref="CommandFailedException">The server refused.</exception>
    public async Task<byte[]> GetAsync(string path, CancellationToken ct)
    {
        var reply = await SendAsync(HttpMethod.Get, path, null, ct);
        return reply.Status == 200 ? reply.Body : throw reply.Failure();
    }

    /// <summary>Reads something of one canvas; if there is no such canvas, says which there are.</summary>
    public async Task<byte[]> GetCanvasAsync(string canvas, string rest, CancellationToken ct)
    {
        var reply = await SendAsync(HttpMethod.Get, $"/canvas/{canvas}{rest}", null, ct);
        if (reply.Status == 200) return reply.Body;
        throw reply.Code == "NOT_FOUND" ? await NearNames.ExplainAsync(this, canvas, ct) : reply.Failure();
    }

    /// <summary>Reads an answer that has no end in sight line by line.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(
        string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct,
        HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Content = content;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode != System.Net.HttpStatusCode.OK)
        {
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            throw new Reply((int)response.StatusCode, body, default).Failure();
        }

        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await lines.ReadLineAsync(ct) is { } one) yield return one;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (own is not null) await own.DisposeAsync();
    }

    private static async Task<Connection> OpenAsync(
        ParseResult line, string role, string tenant, bool mayCreate, bool isAdmin, CancellationToken ct)
    {
        var setup = Setup.Read(line.GetValue(Choices.Config), ("Data", line.GetValue(Choices.Data)));
        if (!setup.Folder.Exists && !mayCreate)
        {
            throw new CommandFailedException(
                $"There is no data folder {setup.Folder.Path}. Start 'easel serve' first, "
                + "or name another one with --data.");
        }

        var connection = await FindAsync(setup, tenant, mayCreate, isAdmin, ct);
        var headers = connection.http.DefaultRequestHeaders;
        headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(line, role, tenant, setup));
        if (line.GetValue(Choices.Env) is { } env) headers.Add("X-Env", env);
        return connection;
    }

    /// <summary>Another process may be about to start or to end, so a folder is tried for a while.</summary>
    private static async Task<Connection> FindAsync(
        Setup setup, string tenant, bool mayCreate, bool isAdmin, CancellationToken ct)
    {
        for (var poll = 0; poll < PollsMax; poll++)
        {
            if (setup.Folder.TryLock() is { } held)
            {
                setup.Settings.Urls = "http://127.0.0.1:0";
                setup.Settings.AdminUrls = ServerSettings.NoAdmin;
                setup.Settings.MakesTenants = mayCreate;
                setup.Settings.PublicAdmin = isAdmin; // On an address of this machine, while the command runs.
                var own = await LocalServer.StartAsync(setup, held, isShared: false, ct);
                return new Connection(own.Url, own, tenant);
            }

            if (setup.Folder.ReadHolder() is { Url: { } url } holder)
                return new Connection(isAdmin ? holder.AdminUrl ?? url : url, null, tenant);
            await Task.Delay(PollInterval, ct);
        }

        var by = setup.Folder.ReadHolder()?.ToString() ?? "another process";
        throw new CommandFailedException(
            $"{setup.Folder.Path} is in use by {by}. Try again when it is done; "
            + "a running 'easel serve' has room for many.");
    }

    private static string Token(ParseResult line, string role, string tenant, Setup setup)
    {
        var key = SigningKey.Read(setup.Folder.Path, mayCreate: false)
            ?? throw new CommandFailedException($"There is no signing key in {setup.Folder.Path}.");
        var grant = new TokenGrant($"easel-{line.CommandResult.Command.Name}", tenant, role)
        {
            ActorType = "system",
            Lifetime = TokenLifetime,
        };
        return TokenMinter.Mint(grant, key, TimeProvider.System.GetUtcNow(), setup.Settings);
    }
}

/// <summary>An answer of the server, read whole.</summary>
internal sealed record Reply(int Status, byte[] Body, TimeSpan RetryAfter)
{
    public string? Code => Member("code");

    public long Rev => JsonElement.Parse(Body).GetProperty("rev").GetInt64();

    public CommandFailedException Failure() =>
        new(Member("detail") is { } detail ? $"{detail} ({Code})" : $"The server answered {Status}.");

    private string? Member(string name)
    {
        try
        {
            return JsonElement.Parse(Body).TryGetProperty(name, out var member) ? member.GetString() : null;
        }
        catch (Exception foreign) when (foreign is JsonException or InvalidOperationException)
        {
            return null; // Not from Easel: a proxy, or another server at the same address.
        }
    }
}
