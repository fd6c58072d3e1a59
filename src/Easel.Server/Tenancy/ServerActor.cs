using Easel.Documents;

namespace Easel.Server.Tenancy;

/// <summary>
/// The server, where it acts by itself. No account can have its name; a token with name and type takes the signing key,
/// or an authority that the operator trusts with all names.
/// </summary>
internal static class ServerActor
{
    private const string Name = "easel";
    private const string Type = "system";

    public static Attribution By { get; } = new() { ActorId = Name, ActorType = Type, Subject = Name };

    /// <summary>Whether the server itself did something.</summary>
    public static bool Is(string subject, string actorType) => subject == Name && actorType == Type;
}
