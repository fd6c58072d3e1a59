using Microsoft.Extensions.Primitives;

namespace Easel.Server.Wire;

/// <summary>What a client says it knows already.</summary>
internal static class EntityTags
{
    /// <summary>Whether an <c>If-None-Match</c> header names a tag, weakly or not, or any.</summary>
    public static bool AnyIs(StringValues header, string tag)
    {
        foreach (var known in header)
        {
            foreach (var one in known.AsSpan().Split(','))
            {
                var stripped = known.AsSpan(one).Trim();
                if (stripped.StartsWith("W/")) stripped = stripped[2..];
                if (stripped is "*" || stripped.SequenceEqual(tag)) return true;
            }
        }

        return false;
    }
}
