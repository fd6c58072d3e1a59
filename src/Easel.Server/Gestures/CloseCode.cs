namespace Easel.Server.Gestures;

/// <summary>Why the server closes a socket (SPEC GS6).</summary>
internal enum CloseCode
{
    /// <summary>The client closes; it is answered in kind.</summary>
    Normal = 1000,

    /// <summary>The server stops. Come back.</summary>
    Restart = 1001,

    /// <summary>Only text is understood.</summary>
    NotText = 1003,

    /// <summary>The message is longer than <see cref="GestureOptions.MessageBytesMax"/>.</summary>
    TooBig = 1009,

    /// <summary>The credentials have ended, or sockets were switched off. Come back with others.</summary>
    CredentialsEnded = 4001,

    /// <summary>The hello says another context than the upgrade did.</summary>
    HelloRefused = 4003,

    /// <summary>The canvas was killed. Do not come back.</summary>
    CanvasKilled = 4004,

    /// <summary>Answers pile up unread.</summary>
    Overload = 4008,
}
