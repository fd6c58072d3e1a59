using System.ComponentModel.DataAnnotations;
using Easel.Server.Auth;
using Easel.Server.DataFolder;
using Easel.Server.Limits;

namespace Easel.Server.Cli;

/// <summary>The settings: by command line, else environment, else configuration file (SPEC CL1).</summary>
internal sealed record Setup(IConfigurationRoot Configuration, ServerSettings Settings, ServedFolder Folder)
{
    public const string EnvironmentPrefix = "EASEL__";

    /// <param name="file">The configuration file; null means the one in the data folder, if there is one.</param>
    /// <param name="given">What the command line says, by name of the setting; null where it says nothing.</param>
    /// <exception cref="CommandFailedException">The configuration cannot be read, or a setting is wrong.</exception>
    public static Setup Read(string? file, params (string Name, string? Value)[] given)
    {
        // Where the folder is must be known before the file in it can be read.
        var folder = new ServedFolder(Bind(Layers(null, file, optional: false, given)).Data);
        var configuration = Layers(folder.Environment, file ?? folder.Configuration, optional: file is null, given);
        var settings = Bind(configuration);
        settings.Data = folder.Path;
        return new Setup(configuration, settings, folder);
    }

    /// <summary>Reads the signing key. In dev a missing one is made; elsewhere the operator has to make it.</summary>
    /// <exception cref="CommandFailedException">There is no key that may be used.</exception>
    public void LoadKey()
    {
        Settings.Key = SigningKey.Read(Folder.Path, mayCreate: Settings.Env == "dev") ?? [];
        if (SigningKey.FaultOf(Settings.Key) is { } fault)
            throw new CommandFailedException($"{fault} {SigningKey.Advice(Folder.Path)}");
        if (Settings.Env != "dev" && SecureStart.FindingOf(Folder) is { } open) throw new CommandFailedException(open);
        try
        {
            Settings.Validate();
        }
        catch (ValidationException wrong)
        {
            throw new CommandFailedException(wrong.Message);
        }
    }

    private static IConfigurationRoot Layers(
        string? env, string? file, bool optional, (string Name, string? Value)[] given)
    {
        var builder = new ConfigurationBuilder();
        if (env is not null) builder.AddInMemoryCollection([KeyValuePair.Create("Env", (string?)env)]);
        if (file is not null) builder.AddJsonFile(Path.GetFullPath(file), optional);
        builder.AddEnvironmentVariables(EnvironmentPrefix);
        builder.AddInMemoryCollection(
            given.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Name, one.Value)));
        try
        {
            return builder.Build();
        }
        catch (InvalidDataException wrong)
        {
            throw new CommandFailedException($"{file} is not a configuration file: {wrong.InnerException?.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new CommandFailedException($"There is no configuration file {file}.");
        }
    }

    private static ServerSettings Bind(IConfiguration configuration)
    {
        try
        {
            return configuration.Get<ServerSettings>() ?? new ServerSettings();
        }
        catch (InvalidOperationException wrong)
        {
            throw new CommandFailedException($"A setting is wrong: {wrong.Message}");
        }
    }
}
