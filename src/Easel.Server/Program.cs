using Easel.Server;

var settings = ServerSettings.Read(args);
await EaselServer.Create(settings).RunAsync();
