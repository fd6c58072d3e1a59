using System.Net;

namespace Easel.Fleet;

/// <summary>The network of one client. While it is cut, requests fail and open streams break.</summary>
internal sealed class Cable : DelegatingHandler
{
    private CancellationTokenSource intact = new();
    private int conflicts;

    public Cable()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Answers 409 that came.</summary>
    public int Conflicts => Volatile.Read(ref conflicts);

    public bool IsCut => intact.IsCancellationRequested;

    public void Cut() => intact.Cancel();

    public void Mend()
    {
        if (IsCut) Interlocked.Exchange(ref intact, new CancellationTokenSource()).Dispose();
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var now = intact;
        if (now.IsCancellationRequested) throw new HttpRequestException("The cable is cut.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(now.Token, cancellationToken);
        HttpResponseMessage answer;
        try
        {
            answer = await base.SendAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (now.IsCancellationRequested)
        {
            throw new HttpRequestException("The cable was cut.");
        }

        if (answer.StatusCode == HttpStatusCode.Conflict) Interlocked.Increment(ref conflicts);
        answer.Content = new CutContent(answer.Content, now.Token);
        return answer;
    }

    /// <summary>A body that breaks off with the cable.</summary>
    private sealed class CutContent : HttpContent
    {
        private readonly HttpContent inner;
        private readonly CancellationToken cut;

        public CutContent(HttpContent inner, CancellationToken cut)
        {
            (this.inner, this.cut) = (inner, cut);
            foreach (var header in inner.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override async Task<Stream> CreateContentReadStreamAsync()
        {
            var stream = await inner.ReadAsStreamAsync(CancellationToken.None);
            cut.Register(stream.Dispose);
            return stream;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            inner.CopyToAsync(stream, cut);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
