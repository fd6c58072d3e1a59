using Easel.Documents;
using Microsoft.Extensions.Options;

namespace Easel.Server.Stream;

/// <summary>Every open stream: joins readers of the same canvas, looks after time, and ends streams.</summary>
internal sealed class CanvasStreams(
    CommitFeed feed, CommitPages pages, IOptions<StreamOptions> options, TimeProvider clock,
    IHostApplicationLifetime lifetime, ILogger<Audience> log)
    : BackgroundService
{
    // One look at all streams is cheaper than three timers for each. Nothing that time brings is more urgent.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(DocumentKey, EventForm), Audience> audiences = [];

    /// <summary>How many streams are open.</summary>
    public int Count => Audiences().Sum(audience => audience.All().Length);

    /// <summary>Joins the readers of a canvas; <see cref="Leave"/> has to follow.</summary>
    public Audience Join(DocumentKey key, EventForm form)
    {
        lock (gate)
        {
            if (!audiences.TryGetValue((key, form), out var audience))
            {
                audience = new Audience(key, form, feed, pages, options.Value, clock, log);
                audiences.Add((key, form), audience);
                _ = Task.Run(audience.PumpAsync);
            }

            audience.Members++;
            return audience;
        }
    }

    public void Leave(Audience audience)
    {
        lock (gate)
        {
            if (--audience.Members > 0) return;
            audiences.Remove((audience.Key, audience.Form));
            audience.Dispose();
        }
    }

    /// <summary>Lets go of what is held of a canvas for its readers.</summary>
    public void Forget(DocumentKey key)
    {
        foreach (var audience in Audiences())
        {
            if (audience.Key == key) audience.Forget();
        }
    }

    /// <summary>Sends an event to all who read a canvas now.</summary>
    public void Post(DocumentKey key, StreamEvent one)
    {
        foreach (var audience in Audiences())
        {
            if (audience.Key != key) continue;
            foreach (var subscriber in audience.All()) subscriber.Post(one);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = lifetime.ApplicationStopping.Register(CutAll);
        using var timer = new PeriodicTimer(LookPeriod, clock);
        using var stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            var now = clock.GetTimestamp();
            foreach (var audience in Audiences()) audience.ForgetUnlessBusy();
            ForEach(subscriber => subscriber.Look(now));
        }
    }

    private void CutAll() => ForEach(static subscriber => subscriber.End(Ending.Cut));

    /// <summary>One that faults keeps neither the others from their turn nor the server from running.</summary>
    private void ForEach(Action<Subscriber> act)
    {
        foreach (var audience in Audiences())
        {
            foreach (var subscriber in audience.All())
            {
                try
                {
                    act(subscriber);
                }
                catch (Exception fault)
                {
                    audience.LogLookFault(fault, subscriber.Subject);
                }
            }
        }
    }

    private Audience[] Audiences()
    {
        lock (gate) return [.. audiences.Values];
    }
}
