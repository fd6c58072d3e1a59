using System.Security.Cryptography;
using System.Text;
using Easel.Server.DataFolder;

namespace Easel.Server.Auth;

/// <summary>The key of local tokens, a file in the data folder that only its owner can read (SPEC TE5).</summary>
public static class SigningKey
{
    public const int LengthMin = 32;

    private const string FileName = "token.key";

    private static readonly string[] ExampleWords =
        ["secret", "password", "changeme", "change-me", "example", "default"];

    internal static string FileIn(string dataFolder) => Path.Combine(dataFolder, FileName);

    /// <summary>Reads the key; if there is none and <paramref name="mayCreate"/>, makes a random one.</summary>
    /// <returns>Null if there is none.</returns>
    public static byte[]? Read(string dataFolder, bool mayCreate)
    {
        var path = FileIn(dataFolder);
        if (File.Exists(path)) return File.ReadAllBytes(path);
        if (!mayCreate) return null;
        Directory.CreateDirectory(dataFolder);
        var key = RandomNumberGenerator.GetBytes(LengthMin);
        // Synced, or after a power cut the file could be there and empty, and no server would start with it.
        DurableFile.WriteNew(path, key);
        return key;
    }

    /// <summary>What is wrong with a key, or null.</summary>
    public static string? FaultOf(byte[] key) =>
        key.Length == 0 ? "There is no signing key."
        : key.Length < LengthMin ? $"The signing key is shorter than {LengthMin} bytes."
        : IsGuessable(key) ? "The signing key is not random."
        : null;

    /// <summary>Whether a key was typed, or copied from an example.</summary>
    internal static bool IsGuessable(byte[] key) => key.Distinct().Count() < LengthMin / 4 || IsFromAnExample(key);

    /// <summary>How to make a key that is right.</summary>
    public static string Advice(string dataFolder)
    {
        var file = FileIn(dataFolder);
        return $"Make one: (umask 077; mkdir -p '{dataFolder}'; head -c {LengthMin} /dev/urandom > '{file}')";
    }

    // A random key holds one of these words once in more than a million million.
    private static bool IsFromAnExample(byte[] key) => ExampleWords.Any(word =>
        Encoding.Latin1.GetString(key).Contains(word, StringComparison.OrdinalIgnoreCase));
}
