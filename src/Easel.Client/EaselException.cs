namespace Easel.Client;

/// <summary>Something that the server refused, or that stopped the client from asking it.</summary>
public sealed class EaselException : Exception
{
    internal EaselException(string code, string message, int? status = null, Exception? inner = null)
        : base(message, inner) => (Code, Status) = (code, status);

    /// <summary>
    /// What it is: a problem code of the server (<c>NOT_FOUND</c>, <c>UNAUTHENTICATED</c>, ...) or one of <see
    /// cref="EaselCodes"/>.
    /// </summary>
    public string Code { get; }

    /// <summary>The HTTP status, if there was an answer.</summary>
    public int? Status { get; }
}

/// <summary>The codes that the client itself gives.</summary>
public static class EaselCodes
{
    /// <summary>No answer came, or none that can be understood.</summary>
    public const string Unreachable = "UNREACHABLE";

    /// <summary>An answer that is not one of Easel's, or larger than the client takes.</summary>
    public const string UnexpectedAnswer = "UNEXPECTED_ANSWER";

    /// <summary>What was saved of pending edits cannot be read.</summary>
    public const string PendingDamaged = "PENDING_DAMAGED";

    /// <summary>Pending edits could not be saved: they are lost if the process ends now.</summary>
    public const string PendingNotSaved = "PENDING_NOT_SAVED";

    /// <summary>Another process uses the slot.</summary>
    public const string PendingInUse = "PENDING_IN_USE";

    /// <summary>The session was disposed.</summary>
    public const string Closed = "CLOSED";

    /// <summary>The user of the session did something wrong that it survived, or the library did.</summary>
    public const string Internal = "INTERNAL_CLIENT";
}
