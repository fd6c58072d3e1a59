using System.Buffers;
using System.Text.Json;

namespace Easel.Server.Replays.Walkthroughs;

/// <summary>A form in which a walkthrough can be had.</summary>
internal sealed record WalkthroughForm(string Name, string MimeType, Func<IBufferWriter<byte>, IWalkthrough> Open)
{
    private static readonly WalkthroughForm[] All =
    [
        new("markdown", "text/markdown; charset=utf-8", to => new MarkdownSteps(to)),
        new("json", "application/json", to => new JsonSteps(new Utf8JsonWriter(to))),
        new("debug", "text/plain; charset=utf-8", to => new DebugLog(to)),
    ];

    public static WalkthroughForm? Find(string name) => Array.Find(All, form => form.Name == name);
}
