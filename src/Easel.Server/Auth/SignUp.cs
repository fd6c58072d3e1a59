namespace Easel.Server.Auth;

/// <summary>Who may make an account for themselves.</summary>
public enum SignUp
{
    /// <summary>Nobody. Who has an account can still log in.</summary>
    Off,

    /// <summary>Whoever has an invitation.</summary>
    Invite,

    /// <summary>Everybody.</summary>
    Open,
}
