namespace Easel.Server.Auth;

/// <summary>Moves when a key is no longer good: what was confirmed with it has to be confirmed again.</summary>
internal sealed class KeyGeneration
{
    private int current;

    public int Current => Volatile.Read(ref current);

    public void Move() => Interlocked.Increment(ref current);
}
