using System.Security.Cryptography;
using System.Text;
using Easel.Server.DataFolder;

namespace Easel.Server.Events;

/// <summary>The key pair that signs checkpoints: ECDSA on P-256, with SHA-256 and DER signatures.</summary>
internal sealed class CheckpointKey : IDisposable
{
    private const string KeyFile = "checkpoint.key";
    private const string PublicFile = "checkpoint.pub";
    private const int IdLength = 16;

    private readonly ECDsa pair;

    private CheckpointKey(ECDsa pair)
    {
        this.pair = pair;
        Id = Convert.ToHexStringLower(SHA256.HashData(pair.ExportSubjectPublicKeyInfo()))[..IdLength];
    }

    /// <summary>The start of the public key's SHA-256.</summary>
    public string Id { get; }

    /// <summary>Reads the pair of a data folder, making it if there is none.</summary>
    /// <exception cref="FormatException">The file holds no key.</exception>
    public static CheckpointKey OpenOrMake(string folder)
    {
        var file = Path.Combine(folder, KeyFile);
        if (!File.Exists(file))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            DurableFile.WriteNew(file, Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        var key = Read(file, "It signs checkpoints, so put a copy of it in its place.");
        var (open, pem) = (PublicFileIn(folder), key.pair.ExportSubjectPublicKeyInfoPem() + "\n");
        // Written again if it is not what it must be, for example empty after a power cut.
        if (!File.Exists(open) || File.ReadAllText(open) != pem) File.WriteAllText(open, pem);
        return key;
    }

    /// <summary>Reads a public key, or the public half of a pair.</summary>
    /// <exception cref="FormatException">The file holds no such key.</exception>
    public static CheckpointKey ReadPublic(string file) =>
        Read(file, "Name the checkpoint.pub of the server that signed.");

    public static string PublicFileIn(string folder) => Path.Combine(folder, PublicFile);

    public byte[] Sign(ReadOnlySpan<byte> text) =>
        pair.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public bool HasSigned(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        pair.VerifyData(text, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => pair.Dispose();

    private static CheckpointKey Read(string file, string advice)
    {
        var pair = ECDsa.Create();
        try
        {
            pair.ImportFromPem(File.ReadAllText(file));
            return new CheckpointKey(pair);
        }
        catch (Exception broken) when (broken is ArgumentException or CryptographicException)
        {
            pair.Dispose();
            throw new FormatException($"{file} is not a key of checkpoints. {advice}", broken);
        }
    }
}
