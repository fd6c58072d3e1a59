namespace Easel.Server.Stream;

/// <summary>How a stream's events are written.</summary>
internal enum EventForm
{
    /// <summary>As SPEC ST1 says: named events, commits as they stand in the log.</summary>
    Plain,

    /// <summary>The dialect of existing front ends (SPEC ST8).</summary>
    Dialect,

    /// <summary>The same without <c>event:</c> lines, for readers that only listen to messages.</summary>
    DialectUnnamed,
}
