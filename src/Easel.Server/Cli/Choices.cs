using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Easel.Server.Tenancy;
using Easel.Server.Wire;

namespace Easel.Server.Cli;

/// <summary>The options that several commands share.</summary>
internal static class Choices
{
    public const string NoCanvasId = "is not a canvas id: 1 to 128 of A-Z a-z 0-9 . _ : -";

    public static readonly Option<string?> Data = new("--data")
    {
        Description = "The data folder. Default: ./data, or EASEL__DATA.",
        HelpName = "FOLDER",
    };

    public static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration file. Default: easel.json in the data folder, if it is there.",
        HelpName = "FILE",
    };

    public static readonly Option<string> Tenant = TenantOption();

    public static readonly Option<string?> Env = EnvOption("The environment of the canvas. Default: the server's.");

    public static readonly Option<bool> Json = new("--json") { Description = "Writes JSON, for programs." };

    public static Option<string?> EnvOption(string description) =>
        new Option<string?>("--env") { Description = description, HelpName = "dev|staging|prod" }
            .AcceptOnlyFromAmong("dev", "staging", "prod");

    public static Option<long?> Revision(string name, string description)
    {
        var revision = new Option<long?>(name) { Description = description, HelpName = "N" };
        revision.Validators.Add(result => Check(
            result, text => long.TryParse(text, out var rev) && rev >= 0, "is not a revision: a whole number from 0"));
        return revision;
    }

    public static Argument<string> Canvas()
    {
        var canvas = new Argument<string>("CANVAS") { Description = "The id of the canvas." };
        canvas.Validators.Add(result => Check(result, Ids.IsId, NoCanvasId));
        return canvas;
    }

    /// <summary>A time span as people write it: 30s, 15m, 12h, 7d.</summary>
    public static Option<TimeSpan> Span(string name, string description, TimeSpan otherwise) => new(name)
    {
        Description = description,
        HelpName = "30s|15m|12h|7d",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ParseSpan(text) is { } span) return span;
            result.AddError($"{name}: '{text}' is not a time such as 30s, 15m, 12h or 7d.");
            return default;
        },
    };

    public static void Check(SymbolResult result, Func<string?, bool> isRight, string otherwise)
    {
        foreach (var token in result.Tokens.Where(token => !isRight(token.Value)))
            result.AddError($"'{token.Value}' {otherwise}");
    }

    private static Option<string> TenantOption()
    {
        var tenant = new Option<string>("--tenant")
        {
            Description = "The tenant.",
            HelpName = "TENANT",
            DefaultValueFactory = _ => FirstTenants.Northstar,
        };
        tenant.Validators.Add(result => Check(result, Ids.IsTenant, "is not a tenant: t_ and 1 to 62 of a-z 0-9 _ -"));
        return tenant;
    }

    private static TimeSpan? ParseSpan(string text)
    {
        var isNumber = int.TryParse(
            text.AsSpan(..Math.Max(0, text.Length - 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var n);
        return !isNumber ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMinutes(n),
            'h' => TimeSpan.FromHours(n),
            'd' => TimeSpan.FromDays(n),
            _ => null,
        };
    }
}
