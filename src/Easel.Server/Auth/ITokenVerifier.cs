using Easel.Server.Tenancy;

namespace Easel.Server.Auth;

/// <summary>The seam to whoever issues tokens.</summary>
internal interface ITokenVerifier
{
    /// <summary>Null unless the token is genuine, in force and well formed; why not is nobody's business.</summary>
    Identity? Verify(ReadOnlySpan<char> token);
}
