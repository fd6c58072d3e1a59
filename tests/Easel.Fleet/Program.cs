using Easel.Fleet;

// easel-fleet URL TOKEN CANVAS SEED COUNT [PENDING-FOLDER]
if (args.Length is < 5 or > 6 || !int.TryParse(args[3], out var seed) || !int.TryParse(args[4], out var count))
{
    await Console.Error.WriteLineAsync("usage: easel-fleet URL TOKEN CANVAS SEED COUNT [PENDING-FOLDER]");
    return 2;
}

var member = new Member(new Uri(args[0]), args[1], args[2], seed, args.ElementAtOrDefault(5));
await Console.Out.WriteLineAsync(await member.RunAsync(count));
return 0;
